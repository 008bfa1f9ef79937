import { createRng } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { allRows, dependentRows, movingRows, normalRows, strongRows } from '../../fixtures/matrices.js';
import {
  combined,
  productsOf,
  type Rows,
  riggedRng,
  weightingOf,
  weightsFor,
} from '../../fixtures/trials.js';
import {
  alignedMtl,
  cagrad,
  conFig,
  crMogm,
  dbMtl,
  dualProj,
  fairgrad,
  gradvac,
  imtlG,
  meanLoss,
  mgda,
  nashMtl,
  pcgrad,
  upgrad,
} from '../index.js';
import { rescaled } from '../linear-algebra/mean-square.js';
import { dot, multiply, quadraticForm } from '../linear-algebra/square-matrix.js';

const weigh = (method: Parameters<typeof weightingOf>[0], rows: Rows) =>
  Float64Array.from(weightsFor(weightingOf(method, rows.length), rows, inOrder));
const inOrder = { rng: riggedRng() };
const norms = (rows: Rows) => rows.map((row) => Math.hypot(...row));
const projections = (rows: Rows, d: readonly number[]) => rows.map((row) => dot(row, d));
const independent = normalRows.filter(({ rows }) => rows.length <= (rows[0]?.length ?? 0));
const infinite = { maxNorm: Number.POSITIVE_INFINITY };

describe('conditions of optimality', () => {
  it('MGDA: no gradient has a smaller product with the update than those that carry it', () => {
    for (const { name, rows } of allRows) {
      const gramian = rescaled(productsOf(rows));
      const w = weigh(mgda(), rows);
      expect(Math.min(...w), name).toBeGreaterThanOrEqual(0);
      expect(w.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
      const square = quadraticForm(gramian, w);
      for (const [i, product] of multiply(gramian, w).entries()) {
        expect(product, name).toBeGreaterThanOrEqual(square - 1e-10);
        if ((w[i] as number) > 1e-9) expect(product, name).toBeCloseTo(square, 9);
      }
    }
  });

  it('MGDA is 0 exactly at stationary points', () => {
    for (const { rows } of strongRows)
      expect(quadraticForm(rescaled(productsOf(rows)), weigh(mgda(), rows))).toBeLessThan(1e-12);
    for (const { rows } of movingRows)
      expect(quadraticForm(rescaled(productsOf(rows)), weigh(mgda(), rows))).toBeGreaterThan(1e-6);
  });

  it('DualProj: what is added to the mean is not negative, and only where it removes a conflict', () => {
    for (const { name, rows } of allRows) {
      const gramian = rescaled(productsOf(rows));
      const w = weigh(dualProj(), rows);
      const size = Math.max(...w.map(Math.abs)) ** 2;
      for (const [i, product] of multiply(gramian, w).entries()) {
        const added = (w[i] as number) - 1 / rows.length;
        expect(added, name).toBeGreaterThanOrEqual(-1e-12);
        expect(product, name).toBeGreaterThanOrEqual(-1e-9 * Math.sqrt(size));
        expect(Math.abs(added * product), name).toBeLessThan(1e-9 * size);
      }
    }
  });

  it('CAGrad: no other update in the ball does better for the worst task', () => {
    const rng = createRng(1);
    for (const { name, rows } of independent.filter(({ rows }) => rows.length > 1))
      for (const c of [0.3, 0.8]) {
        const d = combined(rows, [...weigh(cagrad({ c }), rows)]);
        const center = combined(rows, [...weigh(meanLoss(), rows)]);
        const radius = c * Math.hypot(...center);
        expect(Math.hypot(...d.map((x, k) => x - (center[k] as number))), name).toBeCloseTo(radius, 9);
        const best = Math.min(...projections(rows, d));
        for (let trial = 0; trial < 200; trial++) {
          const step = d.map(() => rng.normal());
          const length = Math.hypot(...step);
          const near = trial % 2 === 0 ? center : d;
          const moved = near.map((x, k) => x + ((step[k] as number) / length) * radius * 10 ** (-trial / 40));
          const offset = moved.map((x, k) => x - (center[k] as number));
          const shrink = Math.min(1, radius / Math.hypot(...offset));
          const other = offset.map((x, k) => (center[k] as number) + shrink * x);
          expect(Math.min(...projections(rows, other)), name).toBeLessThanOrEqual(best + 1e-9);
        }
      }
  });

  it('IMTL-G: equal projections on all directions, weights of sum 1', () => {
    for (const { name, rows } of independent) {
      const w = weigh(imtlG(), rows);
      const d = combined(rows, [...w]);
      const along = projections(rows, d).map((product, i) => product / (norms(rows)[i] as number));
      for (const value of along) expect(value, name).toBeCloseTo(along[0] as number, 8);
      expect(w.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 9);
    }
  });

  it('ConFIG: equal positive cosines, as long as all projections together', () => {
    for (const { name, rows } of independent) {
      const d = combined(rows, [...weigh(conFig(), rows)]);
      const length = Math.hypot(...d);
      const cosines = projections(rows, d).map((product, i) => product / (norms(rows)[i] as number) / length);
      for (const value of cosines) expect(value, name).toBeCloseTo(cosines[0] as number, 8);
      expect(cosines[0], name).toBeGreaterThan(0);
      expect(length).toBeCloseTo(projections(rows, d).reduce((a, b) => a + b, 0) / length, 7);
    }
  });

  it('Nash-MTL and FairGrad solve their equations', () => {
    for (const { name, rows } of [...independent, ...movingRows])
      for (const alpha of [0.2, 0.5, 1, 2, 8]) {
        const gramian = productsOf(rows);
        const w = weigh(fairgrad({ alpha }), rows);
        for (const [i, product] of multiply(gramian, w).entries())
          expect(product * (w[i] as number) ** (1 / alpha), `${name}, α ${alpha}`).toBeCloseTo(1, 6);
      }
  });

  it('Nash-MTL: the update has norm √T before it is clipped', () => {
    for (const { rows } of movingRows)
      expect(Math.hypot(...combined(rows, [...weigh(nashMtl(infinite), rows)]))).toBeCloseTo(
        Math.sqrt(rows.length),
        8,
      );
  });

  it('Nash-MTL and FairGrad vanish at stationary points', () => {
    for (const { name, rows } of strongRows)
      for (const method of [nashMtl(infinite), fairgrad({ alpha: 2 })]) {
        const w = weigh(method, rows);
        const scale = rows.reduce((sum, row, i) => sum + (w[i] as number) * Math.hypot(...row), 0);
        expect(Math.hypot(...combined(rows, [...w])), name).toBeLessThan(1e-6 * scale);
      }
  });

  it('Aligned-MTL makes independent gradients orthogonal and equally long', () => {
    for (const { name, rows } of independent) {
      const columns = rows.map((_, i) => {
        const preference = Object.fromEntries(rows.map((_, k) => [`t${k}`, k === i ? 1 : 0]));
        return combined(rows, [...weigh(alignedMtl({ preference }), rows)]);
      });
      for (const [i, a] of columns.entries())
        for (const [j, b] of columns.entries()) {
          const length = Math.hypot(...(columns[0] as number[]));
          expect(dot(a, b), name).toBeCloseTo(i === j ? length ** 2 : 0, 7);
        }
    }
  });
});

describe('identities', () => {
  const same = (a: ArrayLike<number>, b: ArrayLike<number>, digits = 9) => {
    for (let i = 0; i < a.length; i++) expect(a[i]).toBeCloseTo(b[i] as number, digits);
  };
  const conflicting = normalRows
    .filter(({ rows }) => rows.length === 2)
    .map(({ rows }) => {
      const [a, b] = rows as readonly [readonly number[], readonly number[]];
      return [a, dot(a, b) < 0 ? b : b.map((x) => -x)];
    });

  it('two tasks in conflict: UPGrad is half of PCGrad', () => {
    expect(conflicting.length).toBeGreaterThan(0);
    for (const rows of conflicting)
      same(
        weigh(upgrad(), rows),
        weigh(pcgrad(), rows).map((w) => w / 2),
      );
  });

  it('no conflict: PCGrad is the sum, UPGrad and DualProj are the mean', () => {
    const rows = [
      [1, 0.1, 0],
      [0.2, 1, 0],
      [0, 0.3, 2],
    ];
    same(weigh(pcgrad(), rows), [1, 1, 1]);
    same(weigh(upgrad(), rows), [1 / 3, 1 / 3, 1 / 3]);
    same(weigh(dualProj(), rows), [1 / 3, 1 / 3, 1 / 3]);
  });

  it('FairGrad(1) is Nash-MTL, FairGrad(0) and CAGrad(0) are the mean', () => {
    for (const { rows } of movingRows) {
      same(weigh(fairgrad({ alpha: 1 }), rows), weigh(nashMtl(infinite), rows));
      same(weigh(fairgrad({ alpha: 0 }), rows), weigh(meanLoss(), rows));
      same(weigh(cagrad({ c: 0 }), rows), weigh(meanLoss(), rows));
    }
  });

  it("GradVac's first step is PCGrad", () => {
    for (const { rows } of normalRows) same(weigh(gradvac(), rows), weigh(pcgrad(), rows));
  });

  it('CR-MOGM with α = 0 is the method itself', () => {
    for (const { rows } of normalRows) same(weigh(crMogm(mgda(), { alpha: 0 }), rows), weigh(mgda(), rows));
  });

  it('orthonormal gradients: MGDA, IMTL-G are uniform, Nash is 1, Aligned-MTL changes nothing', () => {
    const rows = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ];
    const third = [1 / 3, 1 / 3, 1 / 3];
    same(weigh(mgda(), rows), third);
    same(weigh(imtlG(), rows), third);
    same(weigh(alignedMtl(), rows), third);
    same(weigh(nashMtl(infinite), rows), [1, 1, 1]);
  });

  it('MGDA normalized by gradients is MGDA of unit gradients', () => {
    for (const { rows } of independent) {
      const unit = rows.map((row) => row.map((x) => x / Math.hypot(...row)));
      const d = combined(rows, [...weigh(mgda({ normalize: 'gradient' }), rows)]);
      same(d, combined(unit, [...weigh(mgda(), unit)]));
    }
  });

  it('DB-MTL without momentum makes all gradients as long as the longest', () => {
    for (const { rows } of independent) {
      const w = weigh(dbMtl({ beta: 0 }), rows);
      const lengths = rows.map((row, i) => (w[i] as number) * Math.hypot(...row));
      same(
        lengths,
        lengths.map(() => Math.max(...norms(rows))),
      );
    }
  });

  it('dependent gradients: nothing conflicts, and equal tasks count together', () => {
    for (const { rows } of dependentRows)
      for (const value of [...weigh(upgrad(), rows), ...weigh(conFig(), rows), ...weigh(alignedMtl(), rows)])
        expect(Number.isFinite(value)).toBe(true);
    const twins = [
      [1, 1],
      [1, 1],
      [-1, 2],
    ];
    const d = combined(twins, [...weigh(mgda(), twins)]);
    const apart = [
      [1, 1],
      [-1, 2],
    ];
    same(d, combined(apart, [...weigh(mgda(), apart)]));
  });
});
