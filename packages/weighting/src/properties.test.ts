import * as tf from '@tensorflow/tfjs';
import { createRng, type WeightingMethod } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import {
  allRows,
  dependentRows,
  movingRows,
  normalRows,
  type SampledRows,
  SCALES,
  scaleRows,
  weakRows,
} from '../fixtures/matrices.js';
import { allFacts, trialMethods } from '../fixtures/methods.js';
import {
  combined,
  productsOf,
  type Rows,
  stepOf,
  type TrialOptions,
  taskNames,
  weightingOf,
  weightsFor,
} from '../fixtures/trials.js';
import { cagrad, meanLoss, type WeightingProperty } from './index.js';

type Make = (count: number) => WeightingMethod<string>;

/** Without validation losses of every task, and without another method within, there is nothing to say of these. */
const UNTRIED = ['formula', 'autoLambda', 'moml', 'forum', 'chain', 'crMogm', 'scheduled'];

const byCount = new Map<number, ReturnType<typeof trialMethods>>();

/** The first variant of every other method, where it can be made for so many tasks. */
const methods: { readonly [name: string]: Make } = Object.fromEntries(
  allFacts
    .filter(({ name }) => !UNTRIED.includes(name))
    .map(({ name }) => [
      name,
      (count: number) => {
        if (name === 'krum' && count < 3) return meanLoss();
        const made = byCount.get(count) ?? trialMethods(taskNames(count));
        byCount.set(count, made);
        return (made[name] as readonly WeightingMethod<string>[])[0] as WeightingMethod<string>;
      },
    ]),
);

const having = (property: WeightingProperty) =>
  allFacts.filter(({ properties }) => properties.includes(property)).map(({ name }) => name);

interface Update {
  readonly d: readonly number[];
  /** What rounding is measured against: `Σ |wᵢ| ‖gᵢ‖`, or the length of the gradients where there are no weights. */
  readonly size: number;
}

/** Losses that differ from task to task. */
const lossesOf = (count: number) => Array.from({ length: count }, (_, i) => 0.5 + ((i * 7) % 5));

/** The first update of a method. */
function update(name: string, rows: Rows, options: TrialOptions = {}): Update {
  const make = methods[name] as Make;
  const weighting = weightingOf(make(rows.length), rows.length);
  const lengths = rows.map((row) => Math.hypot(...row));
  const losses = options.losses ?? lossesOf(rows.length);
  if (weighting.needs === 'jacobian') {
    const d = tf.tidy(() =>
      Array.from(weighting.aggregate(tf.tensor2d(rows as number[][]), stepOf(losses)).dataSync()),
    );
    return { d, size: lengths.reduce((sum, length) => sum + length, 0) };
  }
  const main = rows[0] as readonly number[];
  const validation = {
    ...productsOf(
      rows.map((row, i) => (i === 0 ? main : row.map(() => 0))),
      rows,
    ),
    norms: Float64Array.from(lengths, (length, i) => (i === 0 ? length : 0)),
    present: rows.map((_, i) => i === 0),
    rate: 1,
  };
  const weights = weightsFor(weighting, rows, { validation, ...options, losses });
  return {
    d: combined(rows, weights),
    size: weights.reduce((sum, weight, i) => sum + Math.abs(weight) * (lengths[i] as number), 0),
  };
}

const single = (name: string) => allFacts.find((entry) => entry.name === name)?.needs === 'jacobian';
const digits = (name: string) => (single(name) ? 1e-5 : 1e-9);

function expectEqual(name: string, found: Update, expected: Update, at: string) {
  const apart = Math.hypot(...found.d.map((value, k) => value - (expected.d[k] as number)));
  expect(apart, `${at}: ${found.d} and ${expected.d}`).toBeLessThanOrEqual(
    digits(name) * Math.max(found.size, expected.size),
  );
}

const atScales = (matrices: readonly SampledRows[]) =>
  matrices.flatMap(({ name, rows }) =>
    SCALES.map((scale) => ({ name: `${name} × ${scale}`, rows: scaleRows(rows, scale) })),
  );

describe('a finite update, whatever the gradients', () => {
  it.each(Object.keys(methods))('%s', (method) => {
    for (const { name, rows } of [
      ...atScales(allRows),
      ...allRows.map(({ name, rows }) => ({ name: `${name} × 0`, rows: scaleRows(rows, 0) })),
    ])
      for (const value of update(method, rows).d) expect(Number.isFinite(value), name).toBe(true);
  });
});

describe('non-conflicting', () => {
  it.each(having('non-conflicting'))('%s', (method) => {
    for (const { name, rows } of atScales(allRows)) {
      const { d, size } = update(method, rows);
      for (const row of rows) {
        const product = row.reduce((sum, x, k) => sum + x * (d[k] as number), 0);
        expect(product, name).toBeGreaterThanOrEqual(-CONFLICT * Math.hypot(...row) * size);
      }
    }
  });

  it('cagrad from c = 1 on', () => {
    for (const c of [1, 2])
      for (const { name, rows } of atScales(allRows)) {
        const weights = weightsFor(weightingOf(cagrad({ c }), rows.length), rows);
        const d = combined(rows, weights);
        const size = rows.reduce(
          (sum, row, i) => sum + Math.abs(weights[i] as number) * Math.hypot(...row),
          0,
        );
        for (const row of rows)
          expect(
            row.reduce((sum, x, k) => sum + x * (d[k] as number), 0),
            name,
          ).toBeGreaterThanOrEqual(-CONFLICT * Math.hypot(...row) * size);
      }
  });
});

const CONFLICT = 1e-9;

describe('permutation-invariant', () => {
  it.each(having('permutation-invariant'))('%s', (method) => {
    for (const { name, rows } of atScales(normalRows)) {
      const order = [...createRng(3).permutation(rows.length)];
      const losses = lossesOf(rows.length);
      const permuted = update(
        method,
        order.map((i) => rows[i] as readonly number[]),
        { losses: order.map((i) => losses[i] as number) },
      );
      expectEqual(method, permuted, update(method, rows, { losses }), name);
    }
  });
});

describe('linear under scaling', () => {
  it.each(having('linear under scaling'))('%s', (method) => {
    for (const { name, rows } of atScales(allRows)) {
      const rng = createRng(5).fork(name);
      const [a, b] = [rows.map(() => 0.1 + rng.uniform()), rows.map(() => 0.1 + rng.uniform())];
      const [one, other] = [update(method, scaleRows(rows, a)), update(method, scaleRows(rows, b))];
      const both = update(
        method,
        scaleRows(
          rows,
          a.map((factor, i) => factor + (b[i] as number)),
        ),
      );
      const sum = { d: one.d.map((value, k) => value + (other.d[k] as number)), size: one.size + other.size };
      expectEqual(method, both, sum, name);
    }
  });
});

describe('strongly stationary: vanishes only where a positive combination of all gradients does', () => {
  it.each(having('strongly stationary'))('%s', (method) => {
    for (const { name, rows } of atScales([...weakRows, ...movingRows])) {
      const { d, size } = update(method, rows);
      expect(Math.hypot(...d), name).toBeGreaterThan(1e-6 * size);
    }
  });
});

describe('scale-free', () => {
  it.each(having('scale-free'))('%s', (method) => {
    for (const { name, rows } of atScales(normalRows)) {
      const rng = createRng(6).fork(name);
      const factors = rows.map(() => 10 ** (6 * rng.uniform() - 3));
      expectEqual(method, update(method, scaleRows(rows, factors)), update(method, rows), name);
    }
  });
});

describe('a loss that is not a number does not become a weight that is', () => {
  it.each(allFacts.filter(({ needs }) => needs === 'losses' || needs === 'gramian').map(({ name }) => name))(
    '%s',
    (name) => {
      const make = methods[name];
      if (make === undefined) return;
      const weighting = weightingOf(make(3), 3);
      if (weighting.needs !== 'losses' || weighting.readsLosses === false) return;
      const before = JSON.stringify(weighting.state());
      const step = { ...stepOf([1, 2, 3]), losses: Float64Array.of(1, Number.NaN, 3) };
      expect(weighting.weigh(step.losses, step).some(Number.isNaN)).toBe(true);
      expect(JSON.stringify(weighting.state())).toBe(before);
    },
  );
});

describe('from inner products in single precision, of dependent gradients', () => {
  const byProducts = allFacts.filter(({ needs, extra }) => needs === 'gramian' && extra === undefined);
  it.each(byProducts.map(({ name }) => name))('%s', (method) => {
    for (const { name, rows } of dependentRows) {
      const single = rows.map((row) => row.map(Math.fround));
      const products = productsOf(single);
      const weighting = weightingOf((methods[method] as Make)(rows.length), rows.length);
      if (weighting.needs !== 'gramian') continue; // Krum needs three tasks
      const gramian = { ...products, values: Float64Array.from(products.values, Math.fround) };
      const weights = [...weighting.weigh(gramian, stepOf(lossesOf(rows.length)))];
      const lengths = single.map((row) => Math.hypot(...row));
      const size = weights.reduce((sum, weight, i) => sum + Math.abs(weight) * (lengths[i] as number), 0);
      expect(size, name).toBeLessThan(HUGE * Math.max(...lengths, 1));
      if (!having('non-conflicting').includes(method)) continue;
      const d = combined(single, weights);
      for (const [i, row] of single.entries())
        expect(
          row.reduce((sum, x, k) => sum + x * (d[k] as number), 0),
          name,
        ).toBeGreaterThanOrEqual(-1e-5 * (lengths[i] as number) * size);
    }
  });
});

/** Times the longest gradient: what the weighted gradients may add up to before their rounding would show. */
const HUGE = 1e4;
