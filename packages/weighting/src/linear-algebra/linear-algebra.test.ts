import { createRng } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { allRows } from '../../fixtures/matrices.js';
import { productsOf, type Rows, range } from '../../fixtures/trials.js';
import { cosinesOf } from './cosines.js';
import { dualConeWeights } from './dual-cone.js';
import { rescaled } from './mean-square.js';
import { minimumNormPoint } from './minimum-norm-point.js';
import { nonNegativeMinimum } from './non-negative-minimum.js';
import { pseudoSolve } from './pseudo-inverse.js';
import { projectOntoSimplex, softmax } from './simplex.js';
import { dot, matrixOf, multiply, quadraticForm, submatrix } from './square-matrix.js';
import { eigenPairs } from './symmetric-eigen.js';

const gramians = allRows.map(({ name, rows }) => ({ name, gramian: rescaled(productsOf(rows)) }));

describe('non-negative minimum', () => {
  it('satisfies the conditions of Karush, Kuhn and Tucker', () => {
    const rng = createRng(2);
    for (const { name, gramian } of gramians) {
      const linear = multiply(
        gramian,
        range(gramian.size).map(() => rng.normal()),
      );
      const x = nonNegativeMinimum(gramian, linear);
      const size = Math.max(1, ...x.map(Math.abs));
      for (const [i, product] of multiply(gramian, x).entries()) {
        const slope = product - (linear[i] as number);
        expect(x[i], name).toBeGreaterThanOrEqual(0);
        expect(slope, name).toBeGreaterThanOrEqual(-1e-9 * size);
        expect(Math.abs(slope * (x[i] as number)), name).toBeLessThan(1e-9 * size ** 2);
      }
    }
  });

  it('is the best of all supports', () => {
    const rng = createRng(4);
    for (const { name, gramian } of gramians.filter(({ gramian }) => gramian.size <= 6)) {
      const linear = multiply(
        gramian,
        range(gramian.size).map(() => rng.normal()),
      );
      const value = (x: Float64Array) => quadraticForm(gramian, x) / 2 - dot(linear, x);
      const found = value(nonNegativeMinimum(gramian, linear));
      for (let mask = 1; mask < 2 ** gramian.size; mask++) {
        const support = range(gramian.size).filter((i) => (mask >> i) & 1);
        const part = pseudoSolve(
          submatrix(gramian, support),
          Float64Array.from(support, (i) => linear[i] as number),
        );
        if (part.some((entry) => entry < 0)) continue;
        const x = new Float64Array(gramian.size);
        for (const [k, i] of support.entries()) x[i] = part[k] as number;
        expect(found, name).toBeLessThanOrEqual(value(x) + 1e-9);
      }
    }
  });

  it('is 0 where every slope is', () => {
    const matrix = matrixOf(2, (row, column) => (row === column ? 1 : 0));
    expect([...nonNegativeMinimum(matrix, [0, -1])]).toEqual([0, 0]);
    expect([
      ...nonNegativeMinimum(
        matrixOf(2, () => 0),
        [0, 0],
      ),
    ]).toEqual([0, 0]);
  });
});

describe('shortest convex combination', () => {
  it('of two is that of the closed form', () => {
    for (const { gramian } of gramians.filter(({ gramian }) => gramian.size === 2)) {
      const [a, b, , c] = Array.from(gramian.values) as [number, number, number, number];
      const first = Math.min(1, Math.max(0, (c - b) / (a + c - 2 * b)));
      const [found] = minimumNormPoint(gramian);
      if (a + c - 2 * b > 1e-9) expect(found).toBeCloseTo(first, 9);
    }
  });

  it('with zero gradients is theirs', () => {
    expect([...minimumNormPoint(productsOf([[0], [1], [0]]))]).toEqual([0.5, 0, 0.5]);
  });

  it('of gradients of very different length is near the shortest', () => {
    const [long, short] = minimumNormPoint(
      productsOf([
        [1e6, 0],
        [0, 1e-3],
      ] as Rows),
    );
    expect(short).toBeCloseTo(1, 12);
    expect((long as number) / 1e-18).toBeCloseTo(1, 9);
  });
});

it('the projection onto the dual cone leaves what conflicts with nothing', () => {
  const gramian = productsOf([
    [1, 0],
    [1, 1],
  ]);
  expect([...dualConeWeights(gramian, Float64Array.of(0.5, 0.5))]).toEqual([0.5, 0.5]);
});

it('eigenvalues and eigenvectors give back the matrix', () => {
  for (const { name, gramian } of gramians) {
    const pairs = eigenPairs(gramian);
    for (let row = 0; row < gramian.size; row++)
      for (let column = 0; column < gramian.size; column++) {
        const sum = pairs.reduce(
          (sum, { value, vector }) => sum + value * (vector[row] as number) * (vector[column] as number),
          0,
        );
        expect(sum, name).toBeCloseTo(gramian.values[row * gramian.size + column] as number, 5);
      }
  }
});

it('a pseudo-inverse solves what can be solved', () => {
  const rng = createRng(3);
  for (const { name, gramian } of gramians) {
    const right = multiply(
      gramian,
      range(gramian.size).map(() => rng.normal()),
    );
    const again = multiply(gramian, pseudoSolve(gramian, right));
    for (const [i, value] of again.entries()) expect(value, name).toBeCloseTo(right[i] as number, 5);
  }
});

it('cosines of a zero gradient are 0', () => {
  const { cosines, norms } = cosinesOf(
    productsOf([
      [0, 0],
      [3, 4],
    ]),
  );
  expect([...cosines.values]).toEqual([0, 0, 0, 1]);
  expect([...norms]).toEqual([0, 5]);
});

describe('simplex', () => {
  it('softmax does not overflow', () => {
    expect([...softmax([1e300, 1e300])]).toEqual([0.5, 0.5]);
    expect([...softmax([])]).toEqual([]);
  });

  it('the nearest point is in it, and no other of many is nearer', () => {
    const rng = createRng(5);
    for (let trial = 0; trial < 50; trial++) {
      const point = Float64Array.from(range(4), () => 2 * rng.normal());
      const found = projectOntoSimplex(point);
      expect(found.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
      expect(Math.min(...found)).toBeGreaterThanOrEqual(0);
      const distance = (other: Float64Array) => Math.hypot(...other.map((x, i) => x - (point[i] as number)));
      for (let k = 0; k < 50; k++) {
        const other = softmax(range(4).map(() => 3 * rng.normal()));
        expect(distance(found)).toBeLessThanOrEqual(distance(other) + 1e-12);
      }
    }
  });
});
