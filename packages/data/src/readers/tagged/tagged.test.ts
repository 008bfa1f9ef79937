import { describe, expect, it } from 'vitest';
import { readConllu } from './read-conllu.js';
import { readIob2 } from './read-iob2.js';

const bytes = (text: string) => new TextEncoder().encode(text);
const word = (id: string, form: string, upos: string, misc = '_') =>
  [id, form, '_', upos, `x${upos}`, '_', '0', '_', '_', misc].join('\t');

describe('readConllu', () => {
  it('places words in the text of the comment', async () => {
    const rows = await readConllu(
      bytes(
        [
          '# sent_id = 1',
          "# text = I don't  like it.",
          word('1', 'I', 'PRON'),
          word('2-3', "don't", '_'),
          word('2', 'do', 'AUX'),
          word('3', "n't", 'PART'),
          word('4', 'like', 'VERB'),
          word('4.1', 'really', 'ADV'),
          word('5', 'it', 'PRON', 'SpaceAfter=No'),
          word('6', '.', '_'),
          '',
          '',
          '# text = 𠮷野家だ',
          word('1', '𠮷野家', 'PROPN', 'SpaceAfter=No'),
          word('2', 'だ', 'AUX'),
          '',
        ].join('\r\n'),
      ),
    );
    expect(rows.columns).toEqual(['text', 'words', 'spans']);
    expect([...rows]).toEqual([
      {
        text: "I don't  like it.",
        words: ['I', 'do', "n't", 'like', 'it', '.'],
        spans: [
          { start: 0, end: 1, tag: 'PRON' },
          { start: 2, end: 4, tag: 'AUX' },
          { start: 4, end: 7, tag: 'PART' },
          { start: 9, end: 13, tag: 'VERB' },
          { start: 14, end: 16, tag: 'PRON' },
        ],
      },
      {
        text: '𠮷野家だ',
        words: ['𠮷野家', 'だ'],
        spans: [
          { start: 0, end: 4, tag: 'PROPN' },
          { start: 4, end: 5, tag: 'AUX' },
        ],
      },
    ]);
    expect(rows.where(1)).toEqual({ line: 13 });
  });

  it('puts a text together where there is no comment, and joins words that are not written out', async () => {
    const rows = await readConllu(
      bytes(
        `${[word('1-2', 'du', '_'), word('1', 'de', 'ADP'), word('2', 'le', 'DET'), word('3', 'vin', 'NOUN', 'SpaceAfter=No'), word('4', '.', 'PUNCT')].join('\n')}\n`,
      ),
      { tags: 'xpos' },
    );
    expect(rows.at(0)).toEqual({
      text: 'du vin.',
      words: ['du', 'vin', '.'],
      spans: [
        { start: 0, end: 2, tag: 'xADP+xDET' },
        { start: 3, end: 6, tag: 'xNOUN' },
        { start: 6, end: 7, tag: 'xPUNCT' },
      ],
    });
  });

  it('says which line cannot be read', async () => {
    await expect(readConllu(bytes('1\tword\n'))).rejects.toMatchObject({
      code: 'malformed-file',
      what: "A word of CoNLL-U has ten fields parted by tabs, the first a number; here are 2: '1\tword'.",
      where: { line: 1 },
    });
    const text = `# text = A cat\n${word('1', 'A', 'DET')}\n${word('2', 'dog', 'NOUN')}\n`;
    await expect(readConllu(bytes(text))).rejects.toMatchObject({
      what: "The word 'dog' is not what the text goes on with: ' cat'.",
      where: { line: 3 },
    });
  });

  it('reads nothing from a file of comments', async () => {
    expect((await readConllu(bytes('# newdoc\n\n\n'))).length).toBe(0);
  });
});

describe('readIob2', () => {
  it('reads spans over words joined by spaces', async () => {
    const file =
      '-DOCSTART- -X- O O\n\nNew NNP B-NP B-LOC\nYork NNP I-NP I-LOC\nis VBZ B-VP O\n\nLondon NNP I-NP B-LOC\nParis NNP I-NP B-LOC\n';
    const rows = await readIob2(bytes(file));
    expect([...rows]).toEqual([
      { text: 'New York is', words: ['New', 'York', 'is'], spans: [{ start: 0, end: 8, tag: 'LOC' }] },
      {
        text: 'London Paris',
        words: ['London', 'Paris'],
        spans: [
          { start: 0, end: 6, tag: 'LOC' },
          { start: 7, end: 12, tag: 'LOC' },
        ],
      },
    ]);
    expect(rows.where(1)).toEqual({ line: 7 });
    const chunks = await readIob2(bytes('New B-NP x\nYork I-NP y\n'), { labelColumn: 1 });
    expect(chunks.at(0).spans).toEqual([{ start: 0, end: 8, tag: 'NP' }]);
  });

  it('joins words of languages without spaces', async () => {
    const rows = await readIob2(bytes('50\tB-DATE\n周年\tI-DATE\nソング\tO'), { join: '' });
    expect(rows.at(0)).toMatchObject({ text: '50周年ソング', spans: [{ start: 0, end: 4, tag: 'DATE' }] });
  });

  it.each([
    ['word\n', "A word and its label were expected, found 'word'."],
    ['a O\nb E-LOC\n', "The label 'E-LOC' is none of IOB2"],
    ['a O\nb I-LOC\n', "The label 'I-LOC' does not go on with a span of its tag."],
    ['a B-PER\nb I-LOC\n', "The label 'I-LOC' does not go on"],
  ])('refuses %j', async (file, message) => {
    await expect(readIob2(bytes(file))).rejects.toThrow(message);
    await expect(readIob2(bytes(file))).rejects.toMatchObject({ code: 'malformed-file' });
  });

  it('refuses columns that are none', () => {
    expect(() => readIob2(bytes(''), { labelColumn: -1 })).toThrow(/'labelColumn' is -1/);
  });
});
