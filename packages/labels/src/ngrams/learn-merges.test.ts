import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LearntMerges, learnMerges, type Merge, type MergeOptions } from './learn-merges.js';
import { longestMatcher } from './longest-match.js';
import { replayMatcher } from './replay.js';

type Symbol = string;

/** The definition itself: all pairs counted anew for every merge. */
function naiveMerges(sequences: readonly (readonly number[])[], options: Required<MergeOptions>) {
  let texts: Symbol[][] = sequences.map((sequence) => sequence.map(String));
  const merges: Merge[] = [];
  const numbers = (symbol: Symbol) => symbol.split(' ').map(Number);
  while (merges.length < options.merges) {
    const counts = new Map<string, { left: Symbol; right: Symbol; count: number }>();
    for (const text of texts) {
      const lastPlace = new Map<string, number>();
      for (let i = 1; i < text.length; i++) {
        const [left, right] = [text[i - 1] as Symbol, text[i] as Symbol];
        if (numbers(left).length + numbers(right).length > options.maxLength) continue;
        const key = `${left}|${right}`;
        if (left === right && lastPlace.get(key) === i - 1) continue;
        lastPlace.set(key, i);
        const known = counts.get(key);
        if (known === undefined) counts.set(key, { left, right, count: 1 });
        else known.count++;
      }
    }
    // A Map keeps the order of first occurrence, and only a greater count displaces an earlier pair.
    const best = [...counts.values()].reduce<{ left: Symbol; right: Symbol; count: number } | undefined>(
      (a, b) => (a === undefined || b.count > a.count ? b : a),
      undefined,
    );
    if (best === undefined || best.count < options.minCount) break;
    merges.push({ left: numbers(best.left), right: numbers(best.right), count: best.count });
    texts = texts.map((text) => mergeIn(text, best.left, best.right));
  }
  return { merges, texts };
}

function mergeIn(text: readonly Symbol[], left: Symbol, right: Symbol): Symbol[] {
  const out: Symbol[] = [];
  for (let i = 0; i < text.length; i++) {
    if (text[i] === left && text[i + 1] === right) {
      out.push(`${left} ${right}`);
      i++;
    } else out.push(text[i] as Symbol);
  }
  return out;
}

const learn = (sequences: readonly (readonly number[])[], options: MergeOptions): Promise<LearntMerges> =>
  learnMerges(
    sequences.map((sequence) => Int32Array.from(sequence)),
    options,
  );

const words = (text: string) => {
  const known: string[] = [];
  return text.split(' ').map((word) => (known.includes(word) ? known.indexOf(word) : known.push(word) - 1));
};

/** The n-grams of merges in the order of their first merge. */
function inventoryOf(merges: readonly Merge[]) {
  const ngrams = new Map<string, number>();
  for (const { left, right } of merges) {
    const key = [...left, ...right].join();
    if (!ngrams.has(key)) ngrams.set(key, ngrams.size);
  }
  return ngrams;
}

describe('learnMerges', () => {
  it('merges by hand', async () => {
    // 0 laenderbank 1 expects 2 modest 3 profit 4 rise 5 in 6 oesterreichische 7 ag
    const text = words(
      'laenderbank expects modest profit rise in oesterreichische laenderbank ag expects modest profit',
    );
    const { merges, stopped } = await learn([text], { merges: 5 });
    expect(merges).toEqual([
      { left: [1], right: [2], count: 2 },
      { left: [1, 2], right: [3], count: 2 },
    ]);
    expect(stopped).toBe('min-count');
  });

  it('counts overlapping occurrences from left to right', async () => {
    expect((await learn([[1, 1, 1]], {})).merges).toEqual([]);
    expect((await learn([[1, 1, 1, 1]], {})).merges).toEqual([{ left: [1], right: [1], count: 2 }]);
    expect((await learn([[1, 1, 1, 1, 1, 1, 1, 1]], {})).merges).toEqual([
      { left: [1], right: [1], count: 4 },
      { left: [1, 1], right: [1, 1], count: 2 },
    ]);
  });

  it('lets the pair that stands first go first where counts are equal', async () => {
    const { merges } = await learn([[5, 6, 0, 1, 2, 0, 1, 5, 6]], { merges: 1 });
    expect(merges).toEqual([{ left: [5], right: [6], count: 2 }]);
  });

  it('crosses no edge of a sequence', async () => {
    expect((await learn([[1], [2], [1], [2]], {})).merges).toEqual([]);
  });

  it('equals the naive definition on random corpora', async () => {
    const corpus = fc.array(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 40 }), { maxLength: 5 });
    const options = fc.record({
      merges: fc.integer({ min: 1, max: 60 }),
      minCount: fc.integer({ min: 2, max: 3 }),
      maxLength: fc.integer({ min: 2, max: 9 }),
    });
    await fc.assert(
      fc.asyncProperty(corpus, options, async (sequences, wanted) => {
        const { merges } = await learn(sequences, wanted);
        const naive = naiveMerges(sequences, wanted);
        expect(merges).toEqual(naive.merges);

        const ngrams = inventoryOf(merges);
        const replay = replayMatcher(merges, (tokens) => ngrams.get(tokens.join()));
        sequences.forEach((sequence, i) => {
          const tokens = Int32Array.from(sequence);
          let place = 0;
          const expected = (naive.texts[i] as Symbol[]).flatMap((symbol) => {
            const { length } = symbol.split(' ');
            const match = {
              start: place,
              end: place + length,
              ngram: ngrams.get(symbol.split(' ').join()) as number,
            };
            place += length;
            return length > 1 ? [match] : [];
          });
          expect(replay(tokens)).toEqual(expected);
        });
      }),
      { numRuns: 600 },
    );
  });

  it('stops at its signal, tells how far it is, and refuses options', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(learnMerges([], {}, { signal: controller.signal })).rejects.toThrow(/stopped by its signal/);
    const seen: number[][] = [];
    await learnMerges(
      [Int32Array.of(1, 2, 1, 2)],
      { merges: 3 },
      { progress: (...now) => seen.push([...now]) },
    );
    expect(seen.at(-1)).toEqual([1, 3]);
    await expect(learn([], { merges: 0 })).rejects.toThrow(/'merges' is 0/);
    await expect(learn([], { minCount: 1 })).rejects.toThrow(/'minCount' is 1/);
    await expect(learn([], { maxLength: 1.5 })).rejects.toThrow(/'maxLength' is 1.5/);
  });
});

describe('matchers', () => {
  it('take at each place the longest n-gram', () => {
    const match = longestMatcher([
      [1, 2],
      [1, 2, 3, 4],
      [2, 3],
    ]);
    expect(match(Int32Array.of(1, 2, 3, 1, 2, 3, 4, 2, 3))).toEqual([
      { start: 0, end: 2, ngram: 0 },
      { start: 3, end: 7, ngram: 1 },
      { start: 7, end: 9, ngram: 2 },
    ]);
    expect(match(new Int32Array(0))).toEqual([]);
  });

  it('never overlap, and lie on the tokens of their n-gram', async () => {
    const sequence = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(sequence, sequence, async (learnt, read) => {
        const { merges } = await learn([learnt], { merges: 20 });
        const ngrams = inventoryOf(merges);
        const contents = [...ngrams.keys()].map((key) => key.split(',').map(Number));
        for (const match of [
          longestMatcher(contents),
          replayMatcher(merges, (tokens) => ngrams.get(tokens.join())),
        ]) {
          let end = 0;
          for (const found of match(Int32Array.from(read))) {
            expect(found.start).toBeGreaterThanOrEqual(end);
            expect(read.slice(found.start, found.end)).toEqual(contents[found.ngram]);
            end = found.end;
          }
        }
      }),
    );
  });
});
