import type { Weighting, WeightingMethod } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import {
  combined,
  fixture,
  type Rows,
  range,
  riggedRng,
  stepOf,
  taskNames,
  weightingOf,
  weightsFor,
} from '../fixtures/trials.js';
import {
  alignedMtl,
  cagrad,
  conFig,
  cosmos,
  dualProj,
  dwa,
  fairgrad,
  famo,
  geometricMean,
  gradvac,
  imtlG,
  imtlL,
  krum,
  mgda,
  modo,
  nashMtl,
  pbi,
  pcgrad,
  sdmgrad,
  stch,
  uncertainty,
  upgrad,
} from './index.js';
import { excessAggregation } from './jacobian/excess-mtl.js';
import { trimmed } from './jacobian/trimmed-mean.js';

interface Rivals {
  readonly gradients: readonly {
    readonly rows: Rows;
    readonly losses: readonly number[];
    readonly updates: {
      readonly [method: string]: {
        readonly torchjd: readonly number[];
        readonly libmtl?: readonly number[];
      };
    };
  }[];
  readonly losses: readonly {
    readonly losses: readonly number[];
    readonly weights: { readonly [method: string]: readonly number[] };
  }[];
  readonly famo: readonly {
    readonly before: readonly number[];
    readonly after: readonly number[];
    readonly weights: readonly number[];
  }[];
  readonly dwa: readonly {
    readonly epoch: number;
    readonly losses: readonly number[];
    readonly weights: readonly number[];
  }[];
  readonly modo: readonly { readonly products: Rows; readonly weights: readonly number[] }[];
  readonly sdmgrad: readonly { readonly products: Rows; readonly weights: readonly number[] }[];
  readonly excessMtl: readonly { readonly rows: Rows; readonly update: readonly number[] }[];
  readonly gradvac: readonly { readonly rows: Rows; readonly update: readonly number[] }[];
}

const rivals = fixture<Rivals>('rivals.json');

/** 1, 2, 3 … for the tasks in order, as `make-rivals.py` prefers them. */
const rising = (count: number) => Object.fromEntries(taskNames(count).map((task, i) => [task, i + 1]));

const byRows: { readonly [name: string]: (count: number) => WeightingMethod<string> } = {
  mgda: () => mgda(),
  pcgrad: () => pcgrad(),
  gradvac: () => gradvac(),
  cagrad: () => cagrad({ c: 0.5 }),
  cagrad2: () => cagrad({ c: 2 }),
  imtlG: () => imtlG(),
  nashMtl: () => nashMtl(),
  fairgrad: () => fairgrad({ alpha: 2 }),
  upgrad: () => upgrad(),
  upgradPreferred: (count) => upgrad({ preference: rising(count) }),
  dualProj: () => dualProj(),
  dualProjPreferred: (count) => dualProj({ preference: rising(count) }),
  alignedMin: () => alignedMtl(),
  alignedMedian: () => alignedMtl({ scale: 'median' }),
  alignedRmse: () => alignedMtl({ scale: 'rmse' }),
  alignedPreferred: (count) => alignedMtl({ preference: rising(count) }),
  config: () => conFig(),
  krum: () => krum({ outliers: 1, selected: 2 }),
};

function distance(found: ArrayLike<number>, expected: readonly number[]): number {
  expect(found.length).toBe(expected.length);
  const length = Math.hypot(...expected);
  return Math.hypot(...expected.map((value, i) => (found[i] as number) - value)) / Math.max(length, 1e-300);
}

const inOrder = { rng: riggedRng() };

/** Digits that the fixture keeps. */
const DIGITS = 1e-11;

describe.each(Object.keys(byRows))('%s', (name) => {
  const cases = rivals.gradients.filter(({ updates }) => updates[name] !== undefined);
  const each = cases.map(({ rows, losses, updates }) => {
    const method = byRows[name]?.(rows.length) as WeightingMethod<string>;
    const weighting = weightingOf(method, rows.length);
    const update = combined(rows, weightsFor(weighting, rows, { losses, ...inOrder }));
    const { torchjd, libmtl } = updates[name] as NonNullable<(typeof updates)[string]>;
    return { rows, update, torchjd, libmtl };
  });

  it('is what TorchJD and LibMTL make of random gradients', () => {
    expect(each.length).toBeGreaterThan(2);
    for (const { update, torchjd, libmtl } of each) {
      expect(distance(update, torchjd)).toBeLessThan(TORCHJD_SOLVERS[name] ?? DIGITS);
      if (libmtl !== undefined && name !== 'mgda') expect(distance(update, libmtl)).toBeLessThan(DIGITS);
    }
  });

  it('is at least as good where a solver of theirs stops early', () => {
    const value = OBJECTIVES[name];
    if (value === undefined) return;
    for (const { rows, update, torchjd, libmtl = torchjd } of each)
      for (const other of [torchjd, libmtl])
        expect(value(rows, update)).toBeLessThanOrEqual(value(rows, other) + 1e-9);
  });
});

const worst = (rows: Rows, update: readonly number[]) =>
  -Math.min(...rows.map((row) => row.reduce((sum, x, k) => sum + x * (update[k] as number), 0)));

/** What a method minimizes, given the gradients and the update. */
const OBJECTIVES: { readonly [name: string]: (rows: Rows, update: readonly number[]) => number } = {
  mgda: (_, update) => Math.hypot(...update),
  cagrad: worst,
  cagrad2: worst,
};

/** How near TorchJD's iterative solvers come, where that is less than all digits. */
const TORCHJD_SOLVERS: { readonly [name: string]: number } = {
  mgda: 1e-3,
  cagrad: 1e-3,
  cagrad2: 1e-3,
  nashMtl: 1e-7,
  fairgrad: 1e-7,
};

function nearly(found: ArrayLike<number>, expected: readonly number[]) {
  expect(distance(found, expected)).toBeLessThan(DIGITS);
}

it('trimmed mean', () => {
  const cases = rivals.gradients.filter(({ updates }) => updates.trimmedMean !== undefined);
  for (const { rows, updates } of cases)
    nearly(trimmed(1)(doubles(rows), situation(rows), ''), updates.trimmedMean?.torchjd ?? []);
});

it.each<[string, (count: number) => WeightingMethod<string>]>([
  ['geometricMean', () => geometricMean()],
  ['imtlL', () => imtlL()],
  ['uncertainty', () => uncertainty()],
  ['stch', (count) => stch({ mu: 0.7, preference: rising(count) })],
  ['cosmos', (count) => cosmos({ penalty: 1.5, preference: rising(count) })],
  ['pbi', (count) => pbi({ theta: 5, preference: rising(count) })],
])('%s: slopes of the total loss', (name, method) => {
  for (const { losses, weights } of rivals.losses) {
    const rows = losses.map(() => [0]);
    nearly(
      weightsFor(weightingOf(method(losses.length), losses.length), rows, { losses }),
      weights[name] ?? [],
    );
  }
});

it('famo over several updates', () => {
  const weighting = weightingOf(famo(), 4);
  for (const [index, { before, after, weights }] of rivals.famo.entries()) {
    const step = stepOf(before, { index });
    const found = weightsFor(
      weighting,
      before.map(() => [0]),
      { losses: before, index },
    );
    expect(distance(found, weights)).toBeLessThan(1e-7); // its distances are raised by 1e-8, ours are not
    weighting.afterUpdate?.(Float64Array.from(after), step);
  }
});

it('dwa over several epochs', () => {
  const weighting = weightingOf(dwa(), 3);
  for (const [index, { epoch, losses, weights }] of rivals.dwa.entries())
    nearly(
      weightsFor(
        weighting,
        losses.map(() => [0]),
        { losses, epoch, index },
      ),
      weights,
    );
});

it.each<[name: 'modo' | 'sdmgrad', method: WeightingMethod]>([
  ['modo', modo({ gamma: 0.05, rho: 0.2 })],
  ['sdmgrad', sdmgrad({ iterations: 5 })],
])('%s over several steps', (name, method) => {
  const weighting = weightingOf(method, 4);
  for (const [index, { products, weights }] of rivals[name].entries()) {
    const found = weighProducts(weighting, products, index);
    expect(distance(found, weights)).toBeLessThan(name === 'modo' ? DIGITS : 1e-7); // its scale is raised by 1e-8
  }
});

function weighProducts(weighting: Weighting, products: Rows, index: number): Float64Array {
  if (weighting.needs !== 'gramian') throw new Error('not by inner products');
  return weighting.weigh(
    { size: products.length, values: Float64Array.from(products.flat()) },
    stepOf(
      products.map(() => 1),
      { index },
    ),
  );
}

it('excessMtl over several steps', () => {
  const { rule } = excessAggregation(3, 0.5, { weights: [1 / 3, 1 / 3, 1 / 3], first: [null, null, null] });
  for (const [index, { rows, update }] of rivals.excessMtl.entries())
    nearly(rule(doubles(rows), situation(rows, index), ''), update);
});

it('gradvac over several steps', () => {
  const weighting = weightingOf(gradvac({ beta: 0.3 }), 4);
  for (const [index, { rows, update }] of rivals.gradvac.entries())
    nearly(combined(rows, weightsFor(weighting, rows, { ...inOrder, index })), update);
});

function doubles(rows: Rows): Float64Array[] {
  return rows.map((row) => Float64Array.from(row));
}

function situation(rows: Rows, index = 0) {
  const step = stepOf(
    rows.map(() => 1),
    { index },
  );
  return { tasks: range(rows.length), losses: step.losses, step };
}
