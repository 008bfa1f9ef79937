import { createRng, type LossWeighting, type Step, type WeightingMethod } from '@tomoni/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { equal, lambdas, linearWeight, ratio, scheduled, stepwiseWeight } from '../index.js';

const tasks = ['interest', 'appeal', 'pos', 'mlm', 'ner', 'ngram'];

function create(method: WeightingMethod<string>, count = 3): LossWeighting {
  const weighting = method.create({ tasks: tasks.slice(0, count), main: 'interest' });
  if (weighting.needs !== 'losses') throw new Error('not a loss weighting');
  return weighting;
}

function step(losses: readonly number[], index = 0): Step {
  return {
    index,
    epoch: 0,
    total: undefined,
    present: losses.map((loss) => !Number.isNaN(loss)),
    losses: Float64Array.from(losses),
    rng: createRng(1),
  };
}

const weigh = (weighting: LossWeighting, losses: readonly number[], index = 0) => [
  ...weighting.weigh(Float64Array.from(losses), step(losses, index)),
];
const losses = fc.array(fc.oneof(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.constant(Number.NaN)), {
  minLength: 3,
  maxLength: 3,
});

describe('equal', () => {
  it('gives every present task 1', () => {
    expect(weigh(create(equal()), [2, 3, Number.NaN])).toEqual([1, 1, 0]);
  });
});

describe('ratio', () => {
  it.each([1, 2, 3, 4, 5])('gives 1 and 2/(3N) for 6:4 and N = %i', (n) => {
    const weights = weigh(create(ratio(6, 4), n + 1), new Array(n + 1).fill(0.5));
    expect(weights).toEqual([1, ...new Array(n).fill(4 / (6 * n))]);
    expect(weights[1]).toBeCloseTo(2 / (3 * n), 15);
  });

  it('gives the main task its weight wherever it stands in the list', () => {
    const weighting = ratio(1, 1).create({ tasks: ['a', 'b', 'c'], main: 'b' }) as LossWeighting;
    expect(weigh(weighting, [1, 1, 1])).toEqual([0.5, 1, 0.5]);
  });

  it('keeps the ratio of main to all auxiliary weights, whatever the losses', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        fc.double({ min: 0, max: 100, noNaN: true }),
        fc.integer({ min: 2, max: 6 }),
        (main, auxiliary, count) => {
          const [first, ...rest] = weigh(create(ratio(main, auxiliary), count), new Array(count).fill(1));
          expect(first).toBe(1);
          expect(rest.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(auxiliary / main, 8);
        },
      ),
    );
  });

  it('does not make tasks heavier where another is absent', () => {
    expect(weigh(create(ratio(6, 4)), [1, Number.NaN, 1])).toEqual([1, 0, 4 / 12]);
  });

  it.each([
    [0, 4],
    [-1, 4],
    [6, -4],
    [Number.NaN, 4],
    [6, Number.POSITIVE_INFINITY],
  ])('refuses %f:%f', (main, auxiliary) => {
    expect(() => ratio(main, auxiliary)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});

describe('lambdas', () => {
  it('gives each task its own weight', () => {
    const weighting = create(lambdas({ pos: 0, interest: 1, appeal: 0.3 }));
    expect(weigh(weighting, [1, 2, 3])).toEqual([1, 0.3, 0]);
  });

  it('follows schedules', () => {
    const weighting = create(
      lambdas({
        interest: 1,
        appeal: linearWeight(1, 0, { steps: 10 }),
        pos: stepwiseWeight({ 0: 2, 5: 1 }),
      }),
    );
    expect(weigh(weighting, [1, 1, 1], 0)).toEqual([1, 1, 2]);
    expect(weigh(weighting, [1, 1, 1], 5)).toEqual([1, 0.5, 1]);
    expect(weigh(weighting, [1, 1, 1], 20)).toEqual([1, 0, 1]);
  });

  it('names unknown tasks and lists the known ones', () => {
    expect(() => create(lambdas({ interest: 1, appeal: 1, pos: 1, typo: 2 }))).toThrow(
      "The weighting names 'typo', but the tasks are 'interest', 'appeal', 'pos'.",
    );
  });

  it('asks for a weight of every task', () => {
    expect(() => create(lambdas({ interest: 1, appeal: 1 }))).toThrow(
      expect.objectContaining({ code: 'invalid-argument', where: { task: 'pos' } }),
    );
  });

  it('refuses a negative weight', () => {
    expect(() => lambdas({ interest: -1 })).toThrow("The weight of the task 'interest' is -1.");
  });
});

describe('scheduled', () => {
  it('multiplies the auxiliary weights and leaves the main one', () => {
    const weighting = create(scheduled(ratio(6, 4), linearWeight(1, 0, { steps: 4 })));
    expect(weigh(weighting, [1, 1, 1], 2)).toEqual([1, 1 / 6, 1 / 6]);
    expect(weigh(weighting, [1, 1, 1], 9)).toEqual([1, 0, 0]);
  });

  it('refuses what gives no weights', () => {
    const method: WeightingMethod = {
      name: 'sum',
      description: '',
      create: () => ({
        needs: 'jacobian',
        aggregate: (block) => block.sum(0),
        state: () => null,
        restore: () => {},
      }),
    };
    expect(() => create(scheduled(method, 1))).toThrow("The weighting 'sum' gives an update and no weights");
  });
});

describe('all of them', () => {
  const methods: [string, WeightingMethod<string>][] = [
    ['equal', equal()],
    ['ratio', ratio(6, 4)],
    ['lambdas', lambdas({ interest: 1, appeal: 0.5, pos: linearWeight(1, 0, { steps: 9 }) })],
    ['scheduled', scheduled(equal(), 0.5)],
  ];

  it.each(methods)('%s: absent tasks weigh 0, present ones a finite number', (_, method) => {
    const weighting = create(method);
    fc.assert(
      fc.property(losses, fc.nat(20), (values, index) => {
        weigh(weighting, values, index).forEach((weight, task) => {
          expect(Number.isFinite(weight)).toBe(true);
          if (Number.isNaN(values[task])) expect(weight).toBe(0);
        });
      }),
    );
  });

  it.each(methods)('%s: its state survives JSON and a foreign one is refused', (_, method) => {
    const weighting = create(method);
    const state = JSON.parse(JSON.stringify(weighting.state()));
    const other = create(method);
    other.restore(state);
    expect(weigh(other, [1, 2, 3], 7)).toEqual(weigh(weighting, [1, 2, 3], 7));
    expect(() => other.restore([1])).toThrow(expect.objectContaining({ code: 'mismatch' }));
    expect(weighting.readsLosses).toBe(false);
  });
});
