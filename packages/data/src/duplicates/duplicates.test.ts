import { createRng } from '@tomoni/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { text } from '../columns/text.js';
import { collapseSpaces } from '../normalization/removal.js';
import { readJsonLines } from '../readers/read-json-lines.js';
import { dropDuplicates, findDuplicates } from './find-duplicates.js';
import { findLeaks, findTaskLeaks } from './find-leaks.js';
import { forEachShingle, rankShingles } from './shingles.js';

const rowsOfTexts = (...texts: readonly string[]) => texts.map((text) => ({ text }));
const byText = { text: 'text' } as const;

function shinglesOf(text: string, n: number): string[] {
  const shingles: string[] = [];
  forEachShingle(text, n, (shingle) => shingles.push(shingle));
  return shingles;
}

/** Jaccard similarity as its definition has it. */
function similarity(first: string, second: string, n: number): number {
  const a = new Set(shinglesOf(first, n));
  const b = new Set(shinglesOf(second, n));
  const shared = [...a].filter((shingle) => b.has(shingle)).length;
  return shared / new Set([...a, ...b]).size;
}

describe('shingles', () => {
  it('are code points, not halves of them', () => {
    expect(shinglesOf('𩸽と🍣を', 3)).toEqual(['𩸽と🍣', 'と🍣を']);
    expect(shinglesOf('ab', 3)).toEqual(['ab']);
    expect(shinglesOf('abc', 3)).toEqual(['abc']);
    expect(shinglesOf('', 3)).toEqual([]);
  });

  it('are ranked from the rarest to the most frequent', () => {
    const [abc, ab, a] = rankShingles(['cba', 'ba', 'a'], 1);
    expect([abc, ab, a]).toEqual([Uint32Array.of(0, 1, 2), Uint32Array.of(1, 2), Uint32Array.of(2)]);
  });
});

describe('findDuplicates', () => {
  it('finds equal texts, with the row each one repeats', () => {
    const { duplicates, describe } = findDuplicates(rowsOfTexts('猫', '犬', '猫', '猫 ', '犬'), byText);
    expect(duplicates).toEqual([
      { index: 2, where: { row: 2 }, of: { index: 0, where: { row: 0 } }, similarity: 1 },
      { index: 4, where: { row: 4 }, of: { index: 1, where: { row: 1 } }, similarity: 1 },
    ]);
    expect(describe()).toBe(
      '2 of 5 rows repeat an earlier one (all equal): for instance, row 2 repeats row 0.',
    );
  });

  it('compares after normalization, and says so if there are none', () => {
    const rows = rowsOfTexts('a  b', 'a b');
    expect(findDuplicates(rows, byText).describe()).toBe('No text stands twice in 2 rows.');
    expect(findDuplicates(rows, { ...byText, normalize: collapseSpaces }).duplicates).toHaveLength(1);
  });

  it('finds similar texts, in Japanese too', () => {
    const rows = rowsOfTexts(
      '吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。',
      '何でも薄暗いじめじめした所でニャーニャー泣いていた事だけは記憶している。',
      '吾輩は犬である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。',
    );
    const { duplicates, describe } = findDuplicates(rows, { ...byText, threshold: 0.7 });
    expect(duplicates).toMatchObject([{ index: 2, of: { index: 0 } }]);
    expect(duplicates[0]?.similarity).toBe(similarity(rows[0]?.text ?? '', rows[2]?.text ?? '', 3));
    expect(describe()).toBe('1 of 3 rows repeats an earlier one (0 equal, 1 similar): row 2 repeats row 0.');
    expect(findDuplicates(rows, { ...byText, threshold: 0.9 }).duplicates).toEqual([]);
  });

  it('takes the most similar of several, and the earlier of equally similar ones', () => {
    const rows = rowsOfTexts(
      'abcdefghij',
      'abcdefghijklmno_',
      'abcdefghijklmnop',
      '____abcdefghij',
      'abcdefghij____',
    );
    const found = findDuplicates(rows, { ...byText, threshold: 0.5 }).duplicates;
    expect(found.map(({ index, of }) => [index, of.index])).toEqual([
      [1, 0],
      [2, 0],
      [3, 0],
      [4, 0],
    ]);
    const apart = findDuplicates(rowsOfTexts('abcdefgh', 'stuvwxyz', 'stuvwxya', 'abcdefghi'), {
      ...byText,
      threshold: 0.6,
    });
    expect(apart.duplicates.map(({ index, of }) => [index, of.index])).toEqual([
      [2, 1],
      [3, 0],
    ]);
  });

  it('finds altered copies at any threshold, and nothing else', () => {
    const rng = createRng(5);
    const alphabet = Array.from('あいうえおかきくけこabcdefghij𩸽');
    const originals = Array.from({ length: 300 }, () =>
      Array.from({ length: 60 }, () => alphabet[rng.integer(alphabet.length)] as string),
    );
    const altered = originals.map((letters, edits) => {
      const copy = [...letters];
      for (let i = 0; i <= edits % 3; i++) copy[rng.integer(copy.length)] = 'Z';
      return copy;
    });
    const texts = [...originals, ...altered].map((letters) => letters.join(''));
    for (const threshold of [0.5, 0.7, 0.8, 0.9, 0.99]) {
      const found = findDuplicates(rowsOfTexts(...texts), { ...byText, threshold }).duplicates;
      const expected = originals.flatMap((_, i) => {
        const value = similarity(texts[i] as string, texts[i + 300] as string, 3);
        return value >= threshold ? [[i + 300, i, value]] : [];
      });
      expect(found.map((duplicate) => [duplicate.index, duplicate.of.index, duplicate.similarity])).toEqual(
        expected,
      );
    }
  });

  it('agrees with a comparison of all pairs', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'あ', '🍣'), maxLength: 12 });
    const thresholds = fc.constantFrom(0.1, 1 / 3, 0.5, 0.6, 2 / 3, 0.75, 0.8);
    fc.assert(
      fc.property(
        fc.array(word, { maxLength: 12 }),
        thresholds,
        fc.integer({ min: 1, max: 3 }),
        (texts, threshold, n) => {
          const isSame = (a: string, b: string) => a === b || similarity(a, b, n) >= threshold;
          const kept: number[] = [];
          const expected: number[] = [];
          texts.forEach((text, index) => {
            (kept.some((id) => isSame(texts[id] as string, text)) ? expected : kept).push(index);
          });
          const { duplicates } = findDuplicates(rowsOfTexts(...texts), { ...byText, threshold, shingle: n });
          expect(duplicates.map(({ index }) => index)).toEqual(expected);
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('takes texts from a function and refuses what is no text', () => {
    const rows = [
      { a: 'x', b: 'y' },
      { a: 'x', b: 'z' },
      { a: 'x', b: 'y' },
    ];
    expect(findDuplicates(rows, { text: (row) => `${row.a}\n${row.b}` }).duplicates).toHaveLength(1);
    expect(() => findDuplicates([{ n: 1 }], { text: 'n' })).toThrow(
      expect.objectContaining({ code: 'invalid-data', where: { row: 0, column: 'n' } }),
    );
  });

  it.each([
    { threshold: 0 },
    { threshold: 1.1 },
    { threshold: Number.NaN },
    { shingle: 0 },
    { shingle: 1.5 },
  ])('refuses %o', (options) => {
    expect(() => findDuplicates([], { text: 'text', ...options } as never)).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
  });
});

describe('dropDuplicates', () => {
  it('keeps the first of each and names the rest', async () => {
    const source = new TextEncoder().encode('{"text":"a"}\n{"text":"b"}\n{"text":"a"}\n{"text":"c"}\n');
    const { rows, dropped, describe } = dropDuplicates(await readJsonLines(source, { text: text() }), byText);
    expect([...rows].map((row) => row.text)).toEqual(['a', 'b', 'c']);
    expect(rows.where(2)).toEqual({ line: 4 });
    expect(dropped).toMatchObject([{ index: 2, where: { line: 3 }, of: { where: { line: 1 } } }]);
    expect(describe()).toBe(
      '1 of 4 rows repeats an earlier one (all equal): line 3 repeats line 1. 1 dropped, 3 kept.',
    );
  });

  it('drops only what is similar to a row that is kept', () => {
    const chain = rowsOfTexts('abcdefghij', 'cdefghijkl', 'efghijklmn');
    const { rows, dropped } = dropDuplicates(chain, { ...byText, threshold: 0.55 });
    expect(dropped.map(({ index }) => index)).toEqual([1]);
    expect(rows.length).toBe(2);
  });
});

describe('findLeaks', () => {
  const parts = {
    train: rowsOfTexts('a', 'b', 'c', 'c'),
    validation: rowsOfTexts('b', 'x'),
    test: rowsOfTexts('c', 'c', 'b', 'y'),
  };

  it('names every row of a later part that an earlier one has', () => {
    const { leaks, describe } = findLeaks(parts, byText);
    expect(leaks.map(({ text, at, from }) => [text, at.part, at.index, from.part, from.index])).toEqual([
      ['b', 'validation', 0, 'train', 1],
      ['c', 'test', 0, 'train', 2],
      ['c', 'test', 1, 'train', 2],
      ['b', 'test', 2, 'train', 1],
      ['b', 'test', 2, 'validation', 0],
    ]);
    expect(leaks[0]).toEqual({
      text: 'b',
      at: { part: 'validation', index: 0, where: { row: 0 } },
      from: { part: 'train', index: 1, where: { row: 1 } },
      similarity: 1,
    });
    expect(describe()).toBe(
      "1 of 2 rows of validation also stands in train (all equal): row 0 of validation and row 1 of train, 'b'. " +
        "3 of 4 rows of test also stand in train (all equal): for instance, row 0 of test and row 2 of train, 'c'. " +
        "1 of 4 rows of test also stands in validation (all equal): row 2 of test and row 0 of validation, 'b'.",
    );
  });

  it('finds similar texts', () => {
    const { leaks } = findLeaks(
      {
        train: rowsOfTexts('吾輩は猫である。名前はまだ無い。'),
        test: rowsOfTexts('吾輩は猫である。名前はまだない。'),
      },
      { ...byText, threshold: 0.6 },
    );
    expect(leaks).toHaveLength(1);
    expect(leaks[0]?.similarity).toBeLessThan(1);
  });

  it('says that there are none', () => {
    expect(findLeaks({ train: rowsOfTexts('a'), test: rowsOfTexts('b') }, byText).describe()).toBe(
      'No text is shared.',
    );
  });
});

describe('findTaskLeaks', () => {
  it('names test texts of a task among the training rows of another', () => {
    const tasks = [
      { task: 'sentiment', train: rowsOfTexts('a', 'b'), test: rowsOfTexts('c', 'd') },
      { task: 'topic', train: rowsOfTexts('d', 'c'), test: rowsOfTexts('b', 'd') },
    ];
    const { leaks, describe } = findTaskLeaks(tasks, byText);
    expect(
      leaks.map(({ text, at, from }) => [text, at.task, at.part, at.index, from.task, from.part, from.index]),
    ).toEqual([
      ['b', 'topic', 'test', 0, 'sentiment', 'train', 1],
      ['c', 'sentiment', 'test', 0, 'topic', 'train', 1],
      ['d', 'sentiment', 'test', 1, 'topic', 'train', 0],
    ]);
    expect(describe()).toBe(
      "1 of 2 rows of topic's test part also stands in sentiment's train part (all equal): row 0 of topic's test part and row 1 of sentiment's train part, 'b'. " +
        "2 of 2 rows of sentiment's test part also stand in topic's train part (all equal): for instance, row 0 of sentiment's test part and row 1 of topic's train part, 'c'.",
    );
  });
});
