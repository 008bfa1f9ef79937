import * as tf from '@tensorflow/tfjs';
import type { Json, WeightingMethod } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { allFacts, trialMethod } from '../fixtures/methods.js';
import {
  combined,
  productsOf,
  type Rows,
  stepOf,
  taskNames,
  throughJson,
  weightingOf,
  weightsFor,
} from '../fixtures/trials.js';
import {
  alignedMtl,
  autoLambda,
  cagrad,
  chain,
  conFig,
  cosmos,
  crMogm,
  dbMtl,
  dualProj,
  dwa,
  excessMtl,
  fairgrad,
  famo,
  forum,
  geometricMean,
  graddrop,
  gradnorm,
  gradvac,
  imtlL,
  krum,
  linearWeight,
  meanLoss,
  metaTartan,
  mgda,
  moco,
  modo,
  moml,
  nashMtl,
  pbi,
  pcgrad,
  rlw,
  scheduled,
  sdmgrad,
  stch,
  trimmedMean,
  uncertainty,
  upgrad,
} from './index.js';

/** Methods by inner products of the gradients of a step, for any number of tasks, with default options and some others. */
const byProducts: { readonly [name: string]: WeightingMethod<string> } = {
  ...Object.fromEntries(
    allFacts
      .filter(({ name, needs, extra }) => needs === 'gramian' && extra !== 'validation' && name !== 'krum')
      .map(({ name }) => [name, trialMethod(name, [])]),
  ),
  mgdaNormalized: mgda({ normalize: 'both' }),
  fairgrad: fairgrad({ alpha: 2 }),
  dbMtl: dbMtl({ beta: 0 }),
};

/** Methods that keep something from step to step. */
const remembering: readonly WeightingMethod<string>[] = allFacts
  .map(({ name }) => trialMethod(name, taskNames(2)))
  .filter((method) => method.name !== 'krum' && weightingOf(method, 2).state() !== null);

const invalid = (what: RegExp) =>
  expect.objectContaining({ code: 'invalid-argument', message: expect.stringMatching(what) });

describe('one task only', () => {
  it.each(Object.entries(byProducts))('%s follows it', (name, method) => {
    const rows = [[3, 4]];
    const [weight] = weightsFor(weightingOf(method, 1), rows);
    const expected: { readonly [name: string]: number } = {
      mgdaNormalized: 1 / 5,
      cagrad: 1.5,
      nashMtl: 1 / 5,
      fairgrad: 25 ** (-1 / (1 + 1 / 2)),
    };
    expect(weight).toBeCloseTo(expected[name] ?? 1, 12);
  });

  it.each<[string, WeightingMethod, number]>([
    ['meanLoss', meanLoss(), 1],
    ['rlw', rlw(), 1],
    ['dwa', dwa(), 1],
    ['uncertainty', uncertainty(), 0.5],
    ['imtlL', imtlL(), 1],
    ['geometricMean', geometricMean(), 1],
    ['stch', stch(), 1],
    ['famo', famo(), 1],
    ['cosmos', cosmos(), 1],
    ['pbi', pbi(), 1],
  ])('%s weighs it', (_, method, expected) => {
    expect(weightsFor(weightingOf(method, 1), [[0]], { losses: [2.5] })[0]).toBeCloseTo(expected, 12);
  });

  it('krum and trimmedMean say how many they need', () => {
    expect(() => weightingOf(krum(), 1)).toThrow(invalid(/needs 4 tasks, but there are 1/));
    expect(() => weightingOf(krum({ outliers: 0, selected: 4 }), 3)).toThrow(invalid(/needs 4 tasks/));
    expect(() => weightingOf(trimmedMean(), 2)).toThrow(
      invalid(/is a mean of none. Give a 'trim' of at most 0/),
    );
  });
});

describe('one task that is there, of several', () => {
  it.each(Object.entries(byProducts))('%s does as if it were alone', (_, method) => {
    const rows = [
      [9, 9],
      [3, 4],
      [7, -7],
    ];
    const found = weightsFor(weightingOf(method, 3), rows, { losses: [Number.NaN, 1, Number.NaN] });
    expect(found[1]).toBeCloseTo(weightsFor(weightingOf(method, 1), [[3, 4]])[0] as number, 12);
    expect([found[0], found[2]]).toEqual([0, 0]);
  });
});

describe('gradients', () => {
  it.each(Object.entries(byProducts))('all zero: %s gives finite weights', (_, method) => {
    const zeros = [
      [0, 0],
      [0, 0],
      [0, 0],
    ];
    for (const weight of weightsFor(weightingOf(method, 3), zeros))
      expect(Number.isFinite(weight)).toBe(true);
  });

  it.each(Object.entries(byProducts))('one zero: %s gives a finite update', (name, method) => {
    const rows = [
      [0, 0],
      [1, 2],
      [2, -1],
    ];
    const weights = weightsFor(weightingOf(method, 3), rows);
    for (const weight of weights) expect(Number.isFinite(weight)).toBe(true);
    if (name === 'mgda') expect(combined(rows, weights)).toEqual([0, 0]);
  });

  it.each(Object.entries(byProducts))(
    'equal, opposed and more than parameters: %s stays finite',
    (_, method) => {
      const rows = [
        [1, 2],
        [1, 2],
        [-1, -2],
        [2, 4],
        [3, -1],
      ];
      for (const weight of weightsFor(weightingOf(method, 5), rows))
        expect(Number.isFinite(weight)).toBe(true);
    },
  );

  it.each(Object.entries(byProducts))(
    'rounded as in single precision: %s gives no huge weights',
    (_, method) => {
      const base = [0.3, -1.2, 0.7];
      const rows = [base, base.map((x) => x * (1 + 1e-7)), [1, 1, 1]];
      const gramian = productsOf(rows);
      const rounded = { ...gramian, values: Float64Array.from(gramian.values, Math.fround) };
      const weighting = weightingOf(method, 3);
      if (weighting.needs !== 'gramian') throw new Error('not by inner products');
      for (const weight of weighting.weigh(rounded, stepOf([1, 1, 1])))
        expect(Math.abs(weight)).toBeLessThan(1e3);
    },
  );

  const byGradients = allFacts.filter(({ needs }) => needs === 'jacobian').map(({ name }) => name);
  it.each(byGradients)('zero and equal ones: %s gives a finite update', (name) => {
    const method = trialMethod(name, taskNames(3));
    for (const rows of [
      [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
      [
        [1, 2],
        [1, 2],
        [-1, -2],
      ],
    ])
      for (const value of aggregate(method, rows)) expect(Number.isFinite(value)).toBe(true);
  });
});

function aggregate(method: WeightingMethod<string>, rows: Rows): readonly number[] {
  const weighting = weightingOf(method, rows.length);
  if (weighting.needs !== 'jacobian') throw new Error('not by gradients');
  return tf.tidy(() =>
    Array.from(weighting.aggregate(tf.tensor2d(rows as number[][]), stepOf(rows.map(() => 1))).dataSync()),
  );
}

describe('losses', () => {
  it('of zero do not make weights infinite', () => {
    for (const method of [geometricMean(), famo(), cosmos(), pbi(), stch(), dwa(), uncertainty(), imtlL()])
      for (const losses of [
        [0, 0],
        [0, 2],
      ])
        for (const weight of weightsFor(weightingOf(method, 2), [[0], [0]], { losses }))
          expect(Number.isFinite(weight)).toBe(true);
  });

  it('that are negative are refused where they have no meaning', () => {
    expect(() => weightsFor(weightingOf(geometricMean(), 2), [[0], [0]], { losses: [1, -1] })).toThrow(
      expect.objectContaining({ code: 'not-finite', where: { task: 't1' } }),
    );
  });

  it('may lead to negative weights with COSMOS and PBI alone', () => {
    const losses = [0.1, 9];
    expect(
      Math.min(...weightsFor(weightingOf(cosmos({ penalty: 8 }), 2), [[0], [0]], { losses })),
    ).toBeLessThan(0);
    expect(Math.min(...weightsFor(weightingOf(pbi(), 2), [[0], [0]], { losses }))).toBeLessThan(0);
  });
});

describe('a preference', () => {
  const methods: readonly ((preference: { readonly [task: string]: number }) => WeightingMethod<string>)[] = [
    (preference) => meanLoss({ preference }),
    (preference) => stch({ preference }),
    (preference) => cosmos({ preference }),
    (preference) => pbi({ preference }),
    (preference) => upgrad({ preference }),
    (preference) => dualProj({ preference }),
    (preference) => alignedMtl({ preference }),
    (preference) => conFig({ preference }),
    (preference) => sdmgrad({ preference }),
  ];

  it.each<[string, { readonly [task: string]: number }, RegExp]>([
    ['of too few numbers', { t0: 1 }, /names 't0', but the tasks are 't0', 't1'/],
    ['of too many numbers', { t0: 1, t1: 1, t2: 1 }, /names 't0', 't1', 't2', but/],
    ['for another task', { t0: 1, typo: 1 }, /'typo'/],
    ['as a list', JSON.parse('[1, 1]'), /names none, but/],
    ['of nothing', { t0: 0, t1: 0 }, /is 0, 0. Give numbers of at least 0, of which one is greater/],
    ['below 0', { t0: -1, t1: 2 }, /is -1, 2/],
    ['that is no number', { t0: Number.NaN, t1: 2 }, /the number NaN/],
  ])('%s is refused', (_, preference, message) => {
    for (const method of methods) expect(() => weightingOf(method(preference), 2)).toThrow(invalid(message));
  });

  it('counts in proportion among the tasks that are there', () => {
    const method = meanLoss({ preference: { t0: 6, t1: 2, t2: 0 } });
    const rows = [[0], [0], [0]];
    expect(weightsFor(weightingOf(method, 3), rows)).toEqual([0.75, 0.25, 0]);
    expect(weightsFor(weightingOf(method, 3), rows, { losses: [Number.NaN, 1, 1] })).toEqual([0, 1, 0]);
    expect(weightsFor(weightingOf(method, 3), rows, { losses: [Number.NaN, Number.NaN, 1] })).toEqual([
      0, 0, 0,
    ]);
  });

  it('of one task alone lets UPGrad and DualProj follow it as far as nothing conflicts', () => {
    const rows = [
      [1, 0],
      [-1, 1],
    ];
    for (const method of [
      upgrad({ preference: { t0: 1, t1: 0 } }),
      dualProj({ preference: { t0: 1, t1: 0 } }),
    ])
      for (const x of combined(rows, weightsFor(weightingOf(method, 2), rows)))
        expect(x).toBeCloseTo(0.5, 12);
  });
});

describe('options', () => {
  it.each<[string, () => WeightingMethod<string>]>([
    ['temperature', () => dwa({ temperature: 0 })],
    ['form', () => uncertainty({ form: 'other' as 'kendall' })],
    ['initial', () => uncertainty({ initial: Number.NaN })],
    ['learningRate', () => imtlL({ learningRate: -1 })],
    ['mu', () => stch({ mu: 0 })],
    ['penalty', () => cosmos({ penalty: -1 })],
    ['theta', () => pbi({ theta: -1 })],
    ['weightDecay', () => famo({ weightDecay: -1 })],
    ['normalize', () => mgda({ normalize: 'l2' as 'loss' })],
    ['at', () => pcgrad({ at: 'heads' as 'parameters' })],
    ['at', () => graddrop({ at: 'heads' as 'parameters' })],
    ['phi', () => forum({ phi: 0 })],
    ['innerSteps', () => forum({ innerSteps: 0 })],
    ['scope', () => pcgrad({ scope: 'group' as 'layer' })],
    ['beta', () => gradvac({ beta: 2 })],
    ['c', () => cagrad({ c: -1 })],
    ['rescale', () => cagrad({ rescale: 'cubic' as 'linear' })],
    ['maxNorm', () => nashMtl({ maxNorm: 0 })],
    ['every', () => nashMtl({ every: 0.5 })],
    ['alpha', () => fairgrad({ alpha: -1 })],
    ['scale', () => alignedMtl({ scale: 'max' as 'min' })],
    ['outliers', () => krum({ outliers: -1 })],
    ['selected', () => krum({ selected: 0 })],
    ['alpha', () => gradnorm({ alpha: -1 })],
    ['least', () => gradnorm({ least: 1 })],
    ['gamma', () => modo({ gamma: 0 })],
    ['rho', () => modo({ rho: -1 })],
    ['momentum', () => sdmgrad({ momentum: 1 })],
    ['iterations', () => sdmgrad({ iterations: 0 })],
    ['trim', () => trimmedMean({ trim: -1 })],
    ['stepSize', () => excessMtl({ stepSize: 0 })],
    ['beta', () => moco({ beta: 0 })],
    ['beta', () => dbMtl({ beta: 1 })],
    ['initial', () => autoLambda({ initial: 0 })],
    ['learningRate', () => metaTartan({ learningRate: 0 })],
    ['learningRate', () => moml({ learningRate: 0 })],
    ['alpha', () => crMogm(mgda(), { alpha: 1 })],
  ])('%s out of its range is refused and named', (option, make) => {
    expect(make).toThrow(invalid(new RegExp(`The option '${option}' is`)));
  });

  it('leaks are from 0 to 1, and for every task', () => {
    expect(() => weightingOf(graddrop({ leak: { t0: 2, t1: 0 } }), 2)).toThrow(invalid(/'leak' is 2/));
    expect(() => weightingOf(graddrop({ leak: { t0: 1 } }), 2)).toThrow(invalid(/names 't0'/));
  });
});

describe('combinations', () => {
  it('a chain begins with losses', () => {
    expect(() => weightingOf(chain(mgda(), pcgrad()), 2)).toThrow(invalid(/'mgda' stands first in a chain/));
  });

  it('a chain asks for one thing at most', () => {
    expect(() => weightingOf(chain(famo(), modo()), 2)).toThrow(invalid(/'after-update' and 'batches'/));
    expect(weightingOf(chain(famo(), mgda()), 2).extra).toBe('after-update');
    expect(weightingOf(chain(uncertainty(), metaTartan()), 2).validation?.head).toBe('dev');
  });

  it('what tries its weights stands first', () => {
    expect(() => weightingOf(chain(uncertainty(), autoLambda()), 2)).toThrow(invalid(/Put it first/));
  });

  it('a chain is the product of its weights', () => {
    const rows = [
      [1, 0.5],
      [-1, 2],
    ];
    const weights = weightsFor(weightingOf(chain(uncertainty(), pcgrad()), 2), rows);
    const halved = rows.map((row) => row.map((x) => x / 2));
    const inner = weightsFor(weightingOf(pcgrad(), 2), halved);
    for (const [i, weight] of weights.entries()) expect(weight).toBeCloseTo((inner[i] as number) / 2, 12);
  });

  it('weights that are not there cannot be smoothed or faded', () => {
    expect(() => weightingOf(crMogm(graddrop()), 2)).toThrow(invalid(/cannot be smoothed/));
    expect(() => weightingOf(scheduled(moco(), linearWeight(1, 0, { steps: 2 })), 2)).toThrow(
      invalid(/no weights/),
    );
  });

  it('CR-MOGM lets the weight of an absent task wait', () => {
    const weighting = weightingOf(crMogm(mgda(), { alpha: 0.5 }), 2);
    const rows = [
      [1, 0],
      [0, 1],
    ];
    expect(weightsFor(weighting, rows)).toEqual([0.5, 0.5]);
    expect(weightsFor(weighting, rows, { losses: [1, Number.NaN] })).toEqual([0.75, 0]);
    expect(weightsFor(weighting, rows)).toEqual([0.625, 0.5]);
  });
});

describe('at the representation', () => {
  it('there are no layers', () => {
    expect(() => mgda({ at: 'representation', scope: 'layer' })).toThrow(invalid(/no layers/));
  });

  it('weightings say so, and so does a chain that ends in one', () => {
    for (const method of [
      mgda({ at: 'representation' }),
      chain(uncertainty(), upgrad({ at: 'representation' })),
    ]) {
      expect(weightingOf(method, 2)).toMatchObject({ needs: 'gramian', at: 'representation' });
      expect(method.description).toMatch(/at the representation/);
    }
  });
});

describe('an update with validation gradients', () => {
  it('is not chained', () => {
    expect(() => weightingOf(chain(forum(), mgda()), 2)).toThrow(invalid(/'forum' contains validation/));
    expect(() => weightingOf(chain(uncertainty(), forum()), 2)).toThrow(invalid(/'forum' contains/));
  });
});

describe('layer by layer', () => {
  it('every block has a memory of its own', () => {
    const weighting = weightingOf(gradvac({ scope: 'layer' }), 2);
    const alone = weightingOf(gradvac(), 2);
    const agree = [
      [1, 0.1],
      [1, -0.1],
    ];
    const opposed = [
      [1, 0],
      [-1, 1],
    ];
    for (let index = 0; index < 3; index++) {
      weightsFor(weighting, agree, { block: 'layer 1', index });
      const found = weightsFor(weighting, opposed, { block: 'layer 2', index });
      expect(found).toEqual(weightsFor(alone, opposed, { index }));
    }
    expect(Object.keys(weighting.state() as object)).toEqual(['layer 1', 'layer 2']);
  });

  it('what keeps gradients refuses them in parts, and of another number', () => {
    for (const method of [moco(), dbMtl(), excessMtl()]) {
      const weighting = weightingOf(method, 2);
      if (weighting.needs !== 'jacobian') throw new Error('not by gradients');
      const given = (columns: number, index: number) =>
        tf.tidy(() => weighting.aggregate(tf.ones([2, columns]), stepOf([1, 1], { index })).dataSync());
      given(3, 0);
      expect(() => given(3, 0)).toThrow(invalid(/in parts, and needs them at once/));
      expect(() => given(4, 1)).toThrow(expect.objectContaining({ code: 'mismatch' }));
    }
  });
});

describe('validation', () => {
  const judged = allFacts
    .filter(({ extra }) => extra === 'validation')
    .map(({ name }) => trialMethod(name, taskNames(2)));

  it.each(judged)('$name says so where there is no validation batch', (method) => {
    expect(() => weightsFor(weightingOf(method, 2), [[1], [2]])).toThrow(
      invalid(/no validation batch in step 0/),
    );
  });

  it.each(judged)('$name makes no numbers of products that are none', (method) => {
    const rows = [[1], [2]];
    const validation = {
      ...productsOf(rows),
      values: new Float64Array(4).fill(Number.NaN),
      own: { training: new Float64Array(4), validation: new Float64Array(4) },
      lossesAhead: Float64Array.of(1, 1),
      norms: Float64Array.of(1, 1),
      present: [true, true],
      rate: 1,
    };
    const weighting = weightingOf(method, 2);
    const before = throughJson(weighting.state());
    expect(weightsFor(weighting, rows, { validation })).toEqual([Number.NaN, Number.NaN]);
    expect(throughJson(weighting.state())).toEqual(before);
  });
});

describe('a state', () => {
  const others: readonly (readonly [string, Json])[] = [
    ['null', null],
    ['a number', 1],
    ['a list', [1]],
    ['of another form', { weights: 'x', '': { other: 1 } }],
    ['of another method', { '': { age: 1 }, first: {}, inner: {} }],
  ];

  it.each(others)('%s is refused', (_, state) => {
    for (const method of remembering)
      expect(() => weightingOf(method, 2).restore(state), method.name).toThrow(
        expect.objectContaining({ code: 'mismatch' }),
      );
  });

  it('of another number of tasks is refused', () => {
    const names = taskNames(3);
    for (const method of remembering) {
      const three = method.create({ tasks: names, main: 't0' });
      if (three.needs === 'gramian') weightsFor(three, [[1], [2], [3]], { validation: validationOf(3) });
      if (three.needs === 'jacobian')
        tf.tidy(() => three.aggregate(tf.ones([3, 2]), stepOf([1, 1, 1])).dataSync());
      const two = weightingOf(method, 2);
      expect(() => {
        two.restore(throughJson(three.state()));
        two.restoreTensors?.(three.tensors?.() ?? new Map());
      }, method.name).toThrow(expect.objectContaining({ code: 'mismatch' }));
    }
  });

  it('where none is kept is refused', () => {
    for (const method of [mgda(), graddrop(), geometricMean(), stch()])
      expect(() => weightingOf(method, 2).restore({ a: 1 })).toThrow(
        expect.objectContaining({ code: 'mismatch' }),
      );
  });
});

function validationOf(count: number) {
  return {
    size: count,
    values: new Float64Array(count * count).fill(1),
    norms: new Float64Array(count).fill(1),
    present: new Array<boolean>(count).fill(true),
    rate: 1,
  };
}
