import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Analyzer } from '../analyzer.js';
import { jumanpp } from './jumanpp.js';
import { mecab } from './mecab.js';
import { sudachi } from './sudachi.js';

const speaker = fileURLToPath(new URL('../../../fixtures/programs/analyzer.mjs', import.meta.url));
let folder: string;
const opened: Analyzer[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tomoni-'));
});
afterAll(async () => {
  for (const analyzer of opened) analyzer.close();
  await rm(folder, { recursive: true });
});

/** A program that behaves in one of the ways of the fixture. */
async function program(kind: string): Promise<string> {
  const path = join(folder, kind);
  await writeFile(path, `#!/bin/sh\nexec '${process.execPath}' '${speaker}' ${kind}\n`);
  await chmod(path, 0o755);
  return path;
}

function open(analyzer: Analyzer): Analyzer {
  opened.push(analyzer);
  return analyzer;
}

const surfaces = async (analyzer: Analyzer, texts: readonly string[]) =>
  (await analyzer.analyze(texts)).map((words) => words.map(({ surface }) => surface));

const hard = [
  '',
  ' \n\t',
  'EOS',
  '# EOS\nEOS a\0b',
  '𠮷野家 😀 \ud83d x',
  '@ at # hash',
  'long '.repeat(10_000),
];
const words = hard.map((text) => text.split(/[\s\0]+/).filter(Boolean));

describe('mecab', () => {
  it('reads places and features, whatever stands in the text', async () => {
    const analyzer = open(mecab({ command: await program('mecab') }));
    expect(await analyzer.dictionary()).toBe('ipadic');
    expect(await surfaces(analyzer, hard)).toEqual(words);
    const [found] = await analyzer.analyze(['𠮷野家 😀']);
    expect(found).toEqual([
      { start: 0, end: 4, surface: '𠮷野家', tag: 'NOUN', rawTag: '名詞,一般', known: false },
      { start: 5, end: 7, surface: '😀', tag: 'SYM', rawTag: '名詞,一般', known: false },
    ]);
  });

  it('answers at once too, as tokenizers ask', async () => {
    const segment = await open(mecab({ command: await program('mecab') })).segmenter();
    hard.forEach((text, i) => {
      expect(segment(text).map(({ start, end }) => text.slice(start, end))).toEqual(words[i]);
    });
  });

  it('ends all that it has started, and starts again when it is asked again', async () => {
    const ends = join(folder, 'ends');
    vi.stubEnv('TOMONI_TEST_MARK', ends);
    const analyzer = open(mecab({ command: await program('tells-end'), processes: 1 }));
    const segment = await analyzer.segmenter();
    const another = await analyzer.segmenter();
    expect([segment('a b'), another('c')].map((spans) => spans.length)).toEqual([2, 1]);
    const ended = async (times: number) => {
      analyzer.close();
      const check = () => expect(readFileSync(ends, 'utf8')).toBe('end\n'.repeat(times));
      await vi.waitFor(check, { timeout: 10_000 });
    };
    await ended(2);
    expect(segment('a b c')).toHaveLength(3);
    await ended(3);
    vi.unstubAllEnvs();
  });

  it('keeps texts in order over several processes, and starts none before it is asked', async () => {
    const analyzer = open(mecab({ command: await program('mecab'), processes: 3 }));
    const texts = Array.from({ length: 500 }, (_, i) => `text ${i}`);
    const done: number[] = [];
    const found = await analyzer.analyze(texts, { progress: (count) => done.push(count) });
    expect(found.map((own) => own.at(-1)?.surface)).toEqual(texts.map((_, i) => `${i}`));
    expect(done).toEqual([256, 500]);
  });

  it('is asked in pieces where a text is longer than a line may be', async () => {
    const text = 'ab。'.repeat(400_000);
    const [found] = await open(mecab({ command: await program('mecab') })).analyze([text]);
    expect(found?.map(({ start, end }) => [start, end])).toEqual([
      [0, 999_999],
      [999_999, 1_200_000],
    ]);
  });

  it('stops at its signal', async () => {
    const analyzer = open(mecab({ command: await program('mecab') }));
    const stopped = analyzer.analyze(['a', 'b'], { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toMatchObject({ code: 'aborted' });
  });

  it('is started anew once, and names the text it dies over the second time', async () => {
    const analyzer = open(mecab({ command: await program('dies'), processes: 1 }));
    await expect(analyzer.analyze(['a b', 'c', 'then DIE here', 'd'])).rejects.toMatchObject({
      code: 'unavailable',
      what: "The analyser MeCab ended with exit code 3 while it read 'then DIE here', and again when it was started anew. It said: out of memory",
    });
    expect(await surfaces(analyzer, ['still there'])).toEqual([['still', 'there']]);
    const segment = await analyzer.segmenter();
    expect(() => segment('DIE')).toThrow(/ended with exit code 3 while it read 'DIE', and again/);
    expect(segment('a').length).toBe(1);
  });

  it('goes on with all texts where it dies once', async () => {
    process.env.TOMONI_TEST_MARK = join(folder, 'mark');
    const analyzer = open(mecab({ command: await program('dies-once'), processes: 1 }));
    const texts = ['a', 'b DIE', 'c', 'd'];
    expect(await surfaces(analyzer, texts)).toEqual([['a'], ['b', 'DIE'], ['c'], ['d']]);
    await rm(join(folder, 'mark'));
    const segment = await analyzer.segmenter();
    expect(segment('DIE').length).toBe(1);
  });

  it('says how it is installed where it is not there', async () => {
    const absent = mecab({ command: join(folder, 'nothing') });
    await expect(absent.analyze(['a'])).rejects.toMatchObject({
      code: 'unavailable',
      remedy: expect.stringContaining('apt-get install mecab'),
    });
    await expect(absent.segmenter()).rejects.toThrow(/is not installed/);
  });

  it('refuses a program that answers otherwise', async () => {
    const other = open(mecab({ command: await program('sudachi') }));
    await expect(other.dictionary()).rejects.toMatchObject({ code: 'mismatch' });
  });

  it('remembers its options', () => {
    expect(mecab({ dictionary: '/dic', processes: 2 }).toJSON()).toEqual({
      kind: 'mecab',
      dictionary: '/dic',
      processes: 2,
    });
  });
});

describe('jumanpp', () => {
  it('leaves comments and other readings out, and sends no line that would be a comment', async () => {
    const analyzer = open(jumanpp({ command: await program('jumanpp') }));
    expect(await analyzer.dictionary()).toBe('juman');
    const [found] = await analyzer.analyze(['# @ EOS\n猫']);
    expect(found?.map(({ start, end, surface, tag }) => [start, end, surface, tag])).toEqual([
      [0, 1, '#', 'NOUN'],
      [2, 3, '@', 'NOUN'],
      [4, 5, 'E', 'NOUN'],
      [5, 6, 'O', 'NOUN'],
      [6, 7, 'S', 'NOUN'],
      [8, 9, '猫', 'NOUN'],
    ]);
    expect(found?.[0]).toMatchObject({ rawTag: '名詞,普通名詞', lemma: '＃', known: true });
  });
});

describe('sudachi', () => {
  it('places the words in the text', async () => {
    const analyzer = open(sudachi({ command: await program('sudachi'), mode: 'C' }));
    expect(await analyzer.dictionary()).toBe('sudachi');
    const [found, none] = await analyzer.analyze(['E\nO😀', '']);
    expect(found).toEqual([
      { start: 0, end: 1, surface: 'E', tag: 'NOUN', rawTag: '名詞,普通名詞,一般', known: false, lemma: 'E' },
      { start: 2, end: 3, surface: 'O', tag: 'NOUN', rawTag: '名詞,普通名詞,一般', known: false, lemma: 'O' },
      {
        start: 3,
        end: 5,
        surface: '😀',
        tag: 'SYM',
        rawTag: '名詞,普通名詞,一般',
        known: false,
        lemma: '😀',
      },
    ]);
    expect(none).toEqual([]);
    const segment = await analyzer.segmenter();
    expect(segment('a b').map(({ start, end }) => [start, end])).toEqual([
      [0, 1],
      [1, 2],
      [2, 3],
    ]);
  });

  it('says what to install', async () => {
    const absent = sudachi({ command: join(folder, 'nothing'), dictionary: 'full' });
    await expect(absent.analyze(['a'])).rejects.toThrow('pip install sudachipy sudachidict_full');
  });
});
