import type { JsonObject } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../trials/canonical-json.js';
import { trial } from '../trials/trial.js';
import type { AdaptiveTrials, RoundScore } from '../trials/trial-source.js';
import { auxiliarySubsets } from './auxiliary-subsets.js';
import { forwardSelection } from './forward-selection.js';
import { grid } from './grid.js';
import { layerSweep } from './layer-sweep.js';
import { nestedSearch } from './nested-search.js';
import { transferMatrix } from './transfer-matrix.js';
import { weightingComparison } from './weighting-comparison.js';

function armsOf(trials: readonly { readonly arm: string }[]): string[] {
  return [...new Set(trials.map(({ arm }) => arm))];
}

function play<Parameters extends JsonObject>(
  trials: AdaptiveTrials<Parameters>,
  better: 'higher' | 'lower',
  value: (score: RoundScore<Parameters>['trial']) => number | undefined,
) {
  const rounds = trials({ better });
  const played: RoundScore<Parameters>['trial'][][] = [];
  for (let next = rounds.next(); !next.done; ) {
    played.push([...next.value]);
    next = rounds.next(next.value.map((own) => ({ trial: own, value: value(own) })));
  }
  return played;
}

describe('trial', () => {
  it('is named by its content, whatever the order of its keys', () => {
    const one = trial({ arm: 'Sub1+Sub2', seed: 1, parameters: { a: 1, b: { c: 2, d: 3 } } });
    const other = trial({ parameters: { b: { d: 3, c: 2 }, a: 1 }, seed: 1, arm: 'Sub1+Sub2' });
    expect(one.id).toBe(other.id);
    expect(one.id).toMatch(/^sub1-sub2-[0-9a-f]{16}$/);
    expect(trial(one).id).toBe(one.id);
    const others = [
      trial({ ...one, seed: 2 }),
      trial({ ...one, fold: 0 }),
      trial({ ...one, arm: 'Sub1' }),
      trial({ ...one, parameters: { a: 1, b: { c: 2, d: 4 } } }),
      trial({ ...one, needs: { start: 'x' } }),
      trial({ ...one, preparation: true }),
    ];
    expect(new Set([one, ...others].map(({ id }) => id)).size).toBe(7);
    expect(trial({ arm: '補助', seed: 1, parameters: {} }).id).toMatch(/^trial-[0-9a-f]{16}$/);
  });

  it('keeps its name from version to version', () => {
    expect(trial({ arm: 'layer 2', seed: 1, fold: 3, parameters: { layer: 2 } }).id).toBe(
      'layer-2-96e3486006e35840',
    );
  });

  it('refuses what is not plain JSON, naming the place', () => {
    const parameters = { optimizer: { rate: Number.NaN } };
    expect(() => trial({ arm: 'a', seed: 1, parameters })).toThrow(/parameters\.optimizer\.rate is NaN/);
    const made = { optimizer: new Map() } as object as JsonObject;
    expect(() => trial({ arm: 'a', seed: 1, parameters: made })).toThrow(/optimizer is an instance of Map/);
    expect(() => trial({ arm: ' ', seed: 1, parameters: {} })).toThrow(/no name/);
    expect(() => trial({ arm: 'a', seed: 0.5, parameters: {} })).toThrow(/seed .* is 0.5/);
    expect(() => trial({ arm: 'a', seed: 1, fold: -1, parameters: {} })).toThrow(/fold .* is -1/);
  });

  it('has canonical JSON', () => {
    expect(canonicalJson({ b: [{ y: 1, x: 2 }], a: null })).toBe('{"a":null,"b":[{"x":2,"y":1}]}');
  });
});

describe('auxiliarySubsets', () => {
  const tasks = ['a', 'b', 'c', 'd', 'e'] as const;

  it('has all subsets with all seeds: 32 × 10 for five tasks', () => {
    const trials = auxiliarySubsets(tasks, { seeds: 10 });
    expect(trials).toHaveLength(320);
    expect(new Set(trials.map(({ id }) => id)).size).toBe(320);
    expect(armsOf(trials)).toHaveLength(32);
    expect(armsOf(trials).slice(0, 7)).toEqual(['single-task', 'a', 'b', 'c', 'd', 'e', 'a+b']);
  });

  it('takes sizes, seeds and folds as they are asked for', () => {
    const trials = auxiliarySubsets(tasks, { sizes: [4, 0], seeds: [7, 8], folds: 3 });
    expect(trials).toHaveLength(6 * 2 * 3);
    expect(new Set(trials.map(({ fold }) => fold))).toEqual(new Set([0, 1, 2]));
    expect(() => auxiliarySubsets(tasks, { sizes: [6] })).toThrow(/no subsets of 6 of 5/);
    expect(() => auxiliarySubsets(['a', 'a'])).toThrow(/'a' is there twice/);
    expect(() => auxiliarySubsets([])).toThrow(/no tasks/);
    expect(() => auxiliarySubsets(tasks, { seeds: 0 })).toThrow(/seeds are 0/);
    expect(() => auxiliarySubsets(tasks, { folds: [1, 1] })).toThrow(/folds are \[1,1\]/);
  });

  it('has controls of the same sizes, whose tasks change with the seed', () => {
    const trials = auxiliarySubsets(tasks, {
      sizes: [0, 2],
      seeds: 10,
      controls: ['noise', 'shuffled-labels'],
    });
    expect(armsOf(trials).slice(-2)).toEqual(['noise × 2', 'shuffled-labels × 2']);
    const noise = trials.filter(({ parameters }) => parameters.control === 'noise');
    expect(noise).toHaveLength(10);
    expect(new Set(noise.map(({ parameters }) => parameters.auxiliary.join())).size).toBe(10);
  });
});

describe('forwardSelection', () => {
  const gains = { a: 0.1, b: 0.3, c: -0.2 };
  type Task = keyof typeof gains;
  const score = (auxiliary: readonly Task[]) => auxiliary.reduce((sum, task) => sum + gains[task], 0.5);

  it('adds the best task as long as that helps, with the trials of auxiliarySubsets', () => {
    const trials = forwardSelection(['a', 'b', 'c'], { seeds: 2 });
    const played = play(trials, 'higher', ({ parameters }) => score(parameters.auxiliary));
    expect(played.map(armsOf)).toEqual([['single-task'], ['a', 'b', 'c'], ['a+b', 'b+c'], ['a+b+c']]);
    const all = new Set(auxiliarySubsets(['a', 'b', 'c'], { seeds: 2 }).map(({ id }) => id));
    for (const { id } of played.flat()) expect(all).toContain(id);
  });

  it('knows which way is better, and minds what failed', () => {
    const trials = forwardSelection(['a', 'b', 'c'], { improvement: 0.05, most: 1 });
    expect(play(trials, 'lower', ({ parameters }) => score(parameters.auxiliary)).map(armsOf)).toEqual([
      ['single-task'],
      ['a', 'b', 'c'],
    ]);
    expect(play(trials, 'higher', () => undefined).map(armsOf)).toEqual([['single-task'], ['a', 'b', 'c']]);
  });
});

describe('layerSweep', () => {
  it('has a single-task model that trains the same layers, in pairs', () => {
    const trials = layerSweep(12, { folds: 10 });
    expect(trials).toHaveLength(240);
    expect(armsOf(trials).slice(0, 3)).toEqual(['layer 1', 'layer 1, single-task', 'layer 2']);
    expect(trials.filter(({ parameters }) => parameters.layer === 3 && !parameters.auxiliary)).toHaveLength(
      10,
    );
    expect(layerSweep([2, 9], { singleTask: false })).toHaveLength(2);
    expect(() => layerSweep([1.5])).toThrow(/layer 1.5/);
  });
});

describe('transferMatrix', () => {
  it('trains each source once, and has the others start from it', () => {
    const trials = transferMatrix(['a', 'b'], ['b', 'c'], { seeds: 2, adaptation: true });
    expect(armsOf(trials)).toEqual([
      ...['a', 'b', 'c', 'a → b', 'a → c', 'b → c'],
      ...['masking of b', 'adapted → b', 'masking of c', 'adapted → c'],
    ]);
    const ids = new Map(trials.map((own) => [own.id, own]));
    expect(ids.size).toBe(trials.length);
    for (const { needs, seed, parameters } of trials) {
      if (parameters.from === null) continue;
      const start = ids.get(needs?.start as string);
      expect(start?.seed).toBe(seed);
      expect(start?.parameters.task).toBe(parameters.from === 'adapted' ? parameters.task : parameters.from);
    }
    expect(armsOf(trials.filter(({ preparation }) => preparation))).toEqual([
      'a',
      'masking of b',
      'masking of c',
    ]);
    expect(() => transferMatrix(['a'], [])).toThrow(/no target/);
  });
});

describe('weightingComparison and grid', () => {
  it('have an arm for each method, and for each combination', () => {
    expect(armsOf(weightingComparison(['equal', 'pcgrad'], { seeds: 3 }))).toEqual(['equal', 'pcgrad']);
    const [first] = weightingComparison({ paper: { main: 6 } });
    expect(first?.parameters).toEqual({ weighting: 'paper', options: { main: 6 } });
    const trials = grid({ rate: [0.1, 0.2], layer: ['first', 'last'] }, { seeds: 2 });
    expect(trials).toHaveLength(8);
    expect(armsOf(trials)).toEqual([
      ...['rate 0.1, layer first', 'rate 0.1, layer last', 'rate 0.2, layer first', 'rate 0.2, layer last'],
    ]);
    expect(grid({ rate: [1] }, { arm: ({ rate }) => `r${rate}` })[0]?.arm).toBe('r1');
    expect(() => grid({ rate: [] })).toThrow(/'rate' has no values/);
  });
});

describe('nestedSearch', () => {
  const search = nestedSearch(
    ['one', 'other'],
    { rate: [1, 2, 3, 4, 5], width: [10, 20] },
    { budget: 4, innerFolds: 2, folds: 3, seeds: 2 },
  );
  const value = ({
    parameters: { arm, chosen },
  }: {
    parameters: { arm: string; chosen: { rate: number } };
  }) => (arm === 'one' ? chosen.rate : -chosen.rate);

  it('gives every arm the same choices, and runs each with what was best for it', () => {
    const [searched = [], final = []] = play(search, 'higher', value);
    expect(searched).toHaveLength(2 * 3 * 4 * 2);
    expect(final).toHaveLength(2 * 3 * 2);
    expect(searched.every(({ preparation }) => preparation)).toBe(true);
    const tried = (arm: string) =>
      new Set(
        searched.flatMap(({ parameters }) =>
          parameters.arm === arm ? [JSON.stringify(parameters.chosen)] : [],
        ),
      );
    expect(tried('one')).toEqual(tried('other'));
    const rates = [...tried('one')].map((choice) => JSON.parse(choice).rate);
    for (const { arm, parameters } of final)
      expect(parameters.chosen.rate).toBe(arm === 'one' ? Math.max(...rates) : Math.min(...rates));
    expect(armsOf(final)).toEqual(['one', 'other']);
  });

  it('leaves out choices that failed, and an arm of which all did', () => {
    const [searched = [], final = []] = play(search, 'lower', (own) =>
      own.parameters.arm === 'other' ? undefined : value(own),
    );
    expect(searched).toHaveLength(48);
    expect(armsOf(final)).toEqual(['one']);
    expect(() => nestedSearch(['a'], { rate: [1] }, { budget: 0 })).toThrow(/number of choices is 0/);
  });
});
