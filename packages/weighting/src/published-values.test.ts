import type { Step, ValidationProducts, Weighting, WeightingMethod } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import {
  combined,
  fixture,
  productsOf,
  type Rows,
  range,
  riggedRng,
  stepOf,
  throughJson,
  weightingOf,
  weightsFor,
} from '../fixtures/trials.js';
import {
  alignedMtl,
  autoLambda,
  cagrad,
  conFig,
  cosmos,
  dualProj,
  dwa,
  fairgrad,
  famo,
  geometricMean,
  gradnorm,
  gradvac,
  imtlG,
  imtlL,
  krum,
  meanLoss,
  metaTartan,
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
import { dbMtlAggregation } from './jacobian/db-mtl.js';
import { excessAggregation } from './jacobian/excess-mtl.js';
import { signDropout } from './jacobian/graddrop.js';
import { mocoAggregation } from './jacobian/moco.js';
import { trimmed } from './jacobian/trimmed-mean.js';

interface Problem {
  readonly J: Rows;
  readonly [method: string]: unknown;
}

interface Published {
  readonly A: Problem;
  readonly B: Problem;
  readonly scalarizers: { readonly [method: string]: { readonly [what: string]: unknown } };
  readonly 'sdmgrad_lr10_mom0.5_lam0.3_n1': { readonly A1: Rows; readonly out1: readonly number[] };
}

const published = fixture<Published>('published-values.json');

function expectNear(found: ArrayLike<number>, expected: readonly number[]) {
  expect(found.length).toBe(expected.length);
  for (const [i, value] of expected.entries()) {
    const distance = Math.abs((found[i] as number) - value);
    expect(distance, `entry ${i}: ${found[i]}, not ${value}`).toBeLessThanOrEqual(1e-9);
  }
}

const numbers = (value: unknown) => value as readonly number[];
const matrix = (value: unknown) => value as Rows;
const ascending = { rng: riggedRng() };
const descending = { rng: riggedRng({ order: (length) => range(length).reverse() }) };

const stateless: [key: string, method: WeightingMethod, options?: { readonly rng: Step['rng'] }][] = [
  ['mean', meanLoss()],
  ['mgda', mgda()],
  ['pcgrad_asc', pcgrad(), ascending],
  ['pcgrad_desc', pcgrad(), descending],
  ['gradvac_call1_asc', gradvac(), ascending],
  ['upgrad_exact', upgrad()],
  ['dualproj_exact', dualProj()],
  ['cagrad_c0.2', cagrad({ c: 0.2 })],
  ['cagrad_c0.4', cagrad({ c: 0.4 })],
  ['cagrad_c0.5', cagrad()],
  ['imtl_g', imtlG()],
  ['nash(=fairgrad a=1)', nashMtl({ maxNorm: Number.POSITIVE_INFINITY })],
  ['nash(=fairgrad a=1)', fairgrad({ alpha: 1 })],
  ['fairgrad_a2', fairgrad({ alpha: 2 })],
  ['fairgrad_a0.5', fairgrad({ alpha: 0.5 })],
  ['aligned_min', alignedMtl()],
  ['aligned_median', alignedMtl({ scale: 'median' })],
  ['aligned_rmse', alignedMtl({ scale: 'rmse' })],
  ['modo_step_gamma0.1_rho0.1_from_uniform(G itself)', modo({ gamma: 0.1, rho: 0.1 })],
];

describe.each(['A', 'B'] as const)('fixture %s', (name) => {
  const problem = published[name];
  const rows = problem.J;
  const weigh = (method: WeightingMethod, options = {}) =>
    weightsFor(weightingOf(method, rows.length), rows, options);

  it.each(stateless)('%s', (key, method, options = { rng: ascending.rng }) => {
    const { w, d } = problem[key] as { readonly w: readonly number[]; readonly d: readonly number[] };
    const weights = weigh(method, options);
    expectNear(weights, w);
    expectNear(combined(rows, weights), d);
  });

  it.each([0.2, 0.4, 0.5])('CAGrad rescaled as in its code, c = %f', (c) => {
    const { d_rescale1 } = problem[`cagrad_c${c}`] as { readonly d_rescale1: readonly number[] };
    expectNear(combined(rows, weigh(cagrad({ c, rescale: 'square' }))), d_rescale1);
  });

  it('ConFIG', () => {
    expectNear(combined(rows, weigh(conFig())), numbers(problem.config_d));
  });

  it('Nash-MTL, clipped to norm 1', () => {
    expectNear(combined(rows, weigh(nashMtl())), numbers(problem.nash_maxnorm1_d));
  });

  it('GradVac in its second step, and its cosines', () => {
    const weighting = weightingOf(gradvac({ beta: 0.5 }), rows.length);
    const cosines = () => (throughJson(weighting.state()) as { ''?: { cosines: number[] } })['']?.cosines;
    weightsFor(weighting, rows, ascending);
    expectNear(cosines() ?? [], matrix(problem.gradvac_phi_after1).flat());
    const { w, d } = problem.gradvac_call2_asc as {
      readonly w: readonly number[];
      readonly d: readonly number[];
    };
    const weights = weightsFor(weighting, rows, ascending);
    expectNear(weights, w);
    expectNear(combined(rows, weights), d);
    expectNear(cosines() ?? [], matrix(problem.gradvac_phi_after2).flat());
  });

  it.each([0.3, 0.7])('GradDrop, all draws %f', (uniform) => {
    const update = signDropout([0, 0, 0])(
      rows.map((row) => Float64Array.from(row)),
      situation(
        rows.map(() => 1),
        riggedRng({ uniform }),
      ),
      '',
    );
    expectNear(update, numbers(problem[`graddrop_U${uniform}`]));
  });

  it('GradDrop keeps the positive signs with the published probability', () => {
    const probabilities = numbers(problem.graddrop_P);
    for (const [k, probability] of probabilities.entries())
      for (const [uniform, isPositive] of [
        [probability - 1e-6, true],
        [probability + 1e-6, false],
      ] as const) {
        if (uniform >= 1) continue;
        const column = rows.map((row) => Float64Array.of(row[k] as number));
        const [kept] = signDropout([0, 0, 0])(
          column,
          situation(
            rows.map(() => 1),
            riggedRng({ uniform }),
          ),
          '',
        );
        const sign = column.map(([value]) => value as number).filter((value) => value > 0 === isPositive);
        expect(kept).toBeCloseTo(
          sign.reduce((sum, value) => sum + value, 0),
          12,
        );
      }
  });
});

function situation(losses: readonly number[], rng?: Step['rng'], index = 0) {
  const step = stepOf(losses, rng === undefined ? { index } : { rng, index });
  return { tasks: range(losses.length), losses: step.losses, step };
}

describe('other published gradients', () => {
  const outliers = [
    [1, 1, 1],
    [1, 0, 1],
    [75, -666, 23],
    [1, 2, 3],
    [2, 0, 1],
  ];

  it('multi-Krum', () => {
    const weights = weightsFor(weightingOf(krum({ outliers: 1, selected: 4 }), 5), outliers);
    expectNear(combined(outliers, weights), [1.25, 0.75, 1.5]);
  });

  it('trimmed mean', () => {
    const rows = [
      [1e11, 3],
      [1, -1e11],
      [-1e10, 1e10],
      [2, 2],
    ].map((row) => Float64Array.from(row));
    expectNear(trimmed(1)(rows, situation([1, 1, 1, 1]), ''), [1.5, 2.5]);
  });

  it('UPGrad without conflict', () => {
    const rows = [
      [-1, 1],
      [2, 4],
    ];
    expectNear(combined(rows, weightsFor(weightingOf(upgrad(), 2), rows)), [0.5, 2.5]);
  });

  it('PCGrad over all orders', () => {
    const { J } = published.B;
    const orders = [ascending, descending];
    const all = orders.map((options) => weightsFor(weightingOf(pcgrad(), 3), J, options));
    expectNear(
      range(3).map((i) => all.reduce((sum, weights) => sum + (weights[i] as number), 0) / all.length),
      [1.26, 2, 1.34],
    );
  });

  it('SDMGrad', () => {
    const { A1, out1 } = published['sdmgrad_lr10_mom0.5_lam0.3_n1'];
    const weighting = weightingOf(
      sdmgrad({ iterations: 1, learningRate: 10, momentum: 0.5, lambda: 0.3 }),
      3,
    );
    if (weighting.needs !== 'gramian') throw new Error('not by inner products');
    const weigh = (values: Rows) =>
      weighting.weigh({ size: 3, values: Float64Array.from(values.flat()) }, stepOf([1, 1, 1]));
    expectNear(weigh(A1), out1);
    const identity = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ];
    expectNear(weigh(identity), [6 / 13, 6 / 13, 1 / 13]);
  });

  it('MoCo', () => {
    const { L, lambda, d } = published.scalarizers.moco as { readonly [key: string]: unknown };
    const { rule, state } = mocoAggregation(
      { beta: 0.5, betaDecay: 0.5, gamma: 0.1, gammaDecay: 0.5, rho: 0 },
      { steps: 0, weights: [0.5, 0.5] },
    );
    expectNear(rule(doubles(published.A.J), situation(numbers(L)), ''), numbers(d));
    expectNear((state() as { weights: number[] }).weights, numbers(lambda));
  });

  it('DB-MTL', () => {
    const { J, L, beta, d } = published.scalarizers.db_mtl as { readonly [key: string]: unknown };
    const { rule } = dbMtlAggregation(2, beta as number, 0.5);
    expectNear(rule(doubles(matrix(J)), situation(numbers(L)), ''), numbers(d));
  });

  it('ExcessMTL', () => {
    const { J1, J2, weights1, weights2 } = published.scalarizers.excess_mtl_eta1 as {
      readonly [key: string]: unknown;
    };
    const { rule, state } = excessAggregation(2, 1, { weights: [0.5, 0.5], first: [null, null] });
    const weights = () => (state() as { weights: number[] }).weights;
    expectNear(rule(doubles(matrix(J1)), situation([1, 1]), ''), combined(matrix(J1), numbers(weights1)));
    expectNear(weights(), numbers(weights1));
    rule(doubles(matrix(J2)), situation([1, 1], undefined, 1), '');
    expectNear(weights(), numbers(weights2));
  });

  it('META-TARTAN: logits move along the cosines', () => {
    const { grad } = published.scalarizers.meta_tartan as { readonly [key: string]: unknown };
    const rows = published.A.J;
    const weighting = weightingOf(metaTartan({ learningRate: 1 }), 2);
    const validation = validationFrom([[0, 1, 0]], rows);
    weightsFor(weighting, rows, { validation });
    const { logits } = (weighting.state() as { '': { logits: number[] } })[''];
    expectNear(
      logits,
      numbers(grad).map((value) => -value),
    );
  });

  it('Auto-λ: weights move against the published slope', () => {
    const {
      lambda,
      alpha,
      'grad_lambda(=-alpha*<grad_i,grad_pri(theta_v)>)': slope,
    } = published.scalarizers.auto_lambda as { readonly [key: string]: unknown };
    const validation = { ...validationFrom([[-1]], [[-1], [1]]), rate: alpha as number };
    const weighting = weightingOf(
      autoLambda({ initial: numbers(lambda)[0] as number, learningRate: 1e-3 }),
      2,
    );
    const trial = weighting.validation?.trial?.(stepOf([1, 1]));
    expectNear(trial ?? [], numbers(lambda));
    const weights = weightsFor(weighting, [[-1], [1]], { validation });
    const { first } = weighting.state() as { first: number[] };
    expectNear(
      first.map((moment) => moment / (1 - 0.9)),
      numbers(slope),
    );
    for (const [i, weight] of weights.entries())
      expect(Math.sign(weight - (numbers(lambda)[i] as number))).toBe(
        -Math.sign(numbers(slope)[i] as number),
      );
  });
});

function doubles(rows: Rows): Float64Array[] {
  return rows.map((row) => Float64Array.from(row));
}

/** Validation gradients of the first tasks, against training gradients of all. */
function validationFrom(gradients: Rows, training: Rows): ValidationProducts {
  const rows = training.map((row, task) => gradients[task] ?? row.map(() => 0));
  return {
    ...productsOf(rows, training),
    norms: Float64Array.from(rows, (row) => Math.hypot(...row)),
    present: training.map((_, task) => task < gradients.length),
    rate: 1,
  };
}

/** Slopes of a total loss, by central differences. */
function slopes(value: (losses: readonly number[]) => number, losses: readonly number[]): number[] {
  const h = 1e-5;
  return losses.map((_, i) => {
    const moved = (by: number) => value(losses.map((loss, k) => (k === i ? loss + by : loss)));
    return (moved(h) - moved(-h)) / (2 * h);
  });
}

describe('losses', () => {
  const { scalarizers } = published;
  const of = (key: string) => scalarizers[key] as { readonly [what: string]: unknown };
  const losses = [1, 2, 4];
  const weigh = (weighting: Weighting, values: readonly number[], options = {}) =>
    weightsFor(
      weighting,
      values.map(() => [0]),
      { losses: values, ...options },
    );
  const expectSlopes = (found: readonly number[], value: (losses: readonly number[]) => number) => {
    for (const [i, slope] of slopes(value, losses.slice(0, found.length)).entries())
      expect(found[i]).toBeCloseTo(slope, 7);
  };

  it('geometric mean', () => {
    const { L, value, grad } = of('gls');
    const geometric = (values: readonly number[]) =>
      values.reduce((product, loss) => product * loss, 1) ** (1 / values.length);
    expectNear([geometric(numbers(L))], [value as number]);
    const weights = weigh(weightingOf(geometricMean(), 3), numbers(L));
    expectNear(weights, numbers(grad));
    expectSlopes(weights, geometric);
  });

  const kendall = (values: readonly number[], s: readonly number[]) =>
    values.reduce(
      (sum, loss, i) => sum + 0.5 * Math.exp(-(s[i] as number)) * loss + 0.5 * (s[i] as number),
      0,
    );

  it('uncertainty (Kendall): value, slopes of s, optimum', () => {
    const { value, grad_s, opt_s, opt_value } = of('uw_s0');
    const weighting = weightingOf(uncertainty(), 3);
    const weights = weigh(weighting, losses);
    expectNear([kendall(losses, [0, 0, 0])], [value as number]);
    expectSlopes(weights, (values) => kendall(values, [0, 0, 0]));
    const { first } = weighting.state() as { first: number[] };
    expectNear(
      first.map((moment) => moment / (1 - 0.9)),
      numbers(grad_s),
    );
    expectNear([kendall(losses, numbers(opt_s))], [opt_value as number]);
  });

  it('uncertainty descends to its optimum s = ln L', () => {
    const weighting = weightingOf(uncertainty({ learningRate: 0.01 }), 3);
    for (let index = 0; index < 3000; index++) weigh(weighting, losses, { index });
    const { values } = weighting.state() as { values: number[] };
    for (const [i, s] of values.entries()) expect(s).toBeCloseTo(numbers(of('uw_s0').opt_s)[i] as number, 6);
  });

  it('uncertainty as LibMTL begins it', () => {
    const { value, weights } = of('uw_libmtl_init-0.5');
    expectNear(weigh(weightingOf(uncertainty({ initial: -0.5 }), 3), losses), new Array(3).fill(weights));
    expectNear([kendall(losses, [-0.5, -0.5, -0.5])], [value as number]);
  });

  it('uncertainty (Liebel)', () => {
    const liebel = (values: readonly number[], s: readonly number[]) =>
      values.reduce(
        (sum, loss, i) =>
          sum + 0.5 * Math.exp(-(s[i] as number)) * loss + Math.log1p(Math.exp(s[i] as number)),
        0,
      );
    expectNear([liebel(losses, [0, 0, 0])], [of('uw_liebel_sigma1').value as number]);
    const weighting = weightingOf(uncertainty({ form: 'liebel' }), 3);
    expectSlopes(weigh(weighting, losses), (values) => liebel(values, [0, 0, 0]));
    const { first } = weighting.state() as { first: number[] };
    const bySlopes = range(3).map(
      (i) =>
        (liebel(
          losses,
          range(3).map((k) => (k === i ? 1e-5 : 0)),
        ) -
          liebel(
            losses,
            range(3).map((k) => (k === i ? -1e-5 : 0)),
          )) /
        2e-5,
    );
    for (const [i, moment] of first.entries())
      expect(moment / (1 - 0.9)).toBeCloseTo(bySlopes[i] as number, 7);
  });

  it('IMTL-L, and that it is twice uncertainty with −s', () => {
    const { value, grad_s, opt_s, opt_value } = of('imtl_l_s0');
    const total = (s: readonly number[]) =>
      losses.reduce((sum, loss, i) => sum + Math.exp(s[i] as number) * loss - (s[i] as number), 0);
    expectNear([total([0, 0, 0]), total(numbers(opt_s))], [value as number, opt_value as number]);
    const weighting = weightingOf(imtlL(), 3);
    expectNear(weigh(weighting, losses), [1, 1, 1]);
    const { first } = weighting.state() as { first: number[] };
    expectNear(
      first.map((moment) => moment / (1 - 0.9)),
      numbers(grad_s),
    );
    const s = [0.3, -0.7, 1.1];
    expectNear(
      [total(s)],
      [
        2 *
          kendall(
            losses,
            s.map((value) => -value),
          ),
      ],
    );
    const both = [weightingOf(imtlL({ initial: 0.3 }), 3), weightingOf(uncertainty({ initial: -0.3 }), 3)];
    const [scales, variances] = both.map((each) => weigh(each, losses)) as [number[], number[]];
    expectNear(
      scales,
      variances.map((weight) => 2 * weight),
    );
  });

  it('DWA', () => {
    const { 'L(t-1)': last, 'L(t-2)': older, lambda, 'value_on_[3,5]': value } = of('dwa_T2');
    const weighting = weightingOf(dwa({ temperature: 2 }), 2);
    expect(weigh(weighting, numbers(older), { epoch: 0 })).toEqual([1, 1]);
    expect(weigh(weighting, numbers(last), { epoch: 1, index: 1 })).toEqual([1, 1]);
    const weights = weigh(weighting, [3, 5], { epoch: 2, index: 2 });
    expectNear(weights, numbers(lambda));
    expectNear([3 * (weights[0] as number) + 5 * (weights[1] as number)], [value as number]);
  });

  const smooth = (values: readonly number[], p: readonly number[], mu: number) =>
    mu * Math.log(values.reduce((sum, loss, i) => sum + Math.exp(((p[i] as number) * loss) / mu), 0));

  it('STCH, uniform', () => {
    const { value, grad } = of('stch_uniform_mu1');
    const p = [1 / 3, 1 / 3, 1 / 3];
    const weights = weigh(weightingOf(stch(), 3), losses);
    expectNear(weights, numbers(grad));
    expectNear([smooth(losses, p, 1)], [value as number]);
    expectSlopes(weights, (values) => smooth(values, p, 1));
  });

  it('STCH with a preference', () => {
    const { mu, w, value, grad } = of('stch');
    const [t0, t1, t2] = numbers(w) as [number, number, number];
    const weights = weigh(weightingOf(stch({ mu: mu as number, preference: { t0, t1, t2 } }), 3), losses);
    expectNear(weights, numbers(grad));
    expectNear([smooth(losses, numbers(w), mu as number)], [value as number]);
  });

  it('STCH stays finite for losses of 1e30 and μ = 1e-10', () => {
    expect(weigh(weightingOf(stch({ mu: 1e-10 }), 3), [1e30, 2e30, 3e30])).toEqual([0, 0, 1 / 3]);
  });

  it('FAMO: value, weights, and the step after the update', () => {
    const { L, value, grad, after, ...rest } = of('famo');
    const weighting = weightingOf(famo(), 2);
    const before = numbers(L);
    const weights = weigh(weighting, before);
    expectNear(weights, numbers(grad));
    const c = 1 / before.reduce((sum, loss) => sum + 0.5 / loss, 0);
    expectNear([c * before.reduce((sum, loss) => sum + 0.5 * Math.log(loss), 0)], [value as number]);
    weighting.afterUpdate?.(Float64Array.from(numbers(after)), stepOf(before));
    const { values, first } = weighting.state() as { values: number[]; first: number[] };
    expectNear(
      first.map((moment) => moment / (1 - 0.9)),
      numbers(rest.grad_w),
    );
    expectNear(values, numbers(rest['w_after_adam_lr0.025']));
    expectNear(weigh(weighting, [1, 1], { index: 1 }), numbers(rest.z_next));
  });

  it('COSMOS', () => {
    const { r, L, lambda, value } = of('cosmos');
    const [t0, t1] = numbers(r) as [number, number];
    const total = (values: readonly number[]) => {
      const product = t0 * (values[0] as number) + t1 * (values[1] as number);
      return product - ((lambda as number) * product) / Math.hypot(t0, t1) / Math.hypot(...values);
    };
    expectNear([total(numbers(L))], [value as number]);
    const weighting = weightingOf(cosmos({ penalty: lambda as number, preference: { t0, t1 } }), 2);
    expectSlopes(weigh(weighting, numbers(L)), total);
  });

  it('PBI', () => {
    const { w, theta, L, d1, d2, value } = of('pbi');
    const [t0, t1] = numbers(w) as [number, number];
    const parts = (values: readonly number[]) => {
      const along = (t0 * (values[0] as number) + t1 * (values[1] as number)) / Math.hypot(t0, t1);
      const aside = values.map((loss, i) => loss - (along * (numbers(w)[i] as number)) / Math.hypot(t0, t1));
      return [along, Math.hypot(...aside)] as const;
    };
    const total = (values: readonly number[]) => parts(values)[0] + (theta as number) * parts(values)[1];
    expectNear([...parts(numbers(L)), total(numbers(L))], [d1 as number, d2 as number, value as number]);
    const weighting = weightingOf(pbi({ theta: theta as number, preference: { t0, t1 } }), 2);
    expectSlopes(weigh(weighting, numbers(L)), total);
  });

  it('GradNorm', () => {
    const { norms_at_w1, 'L/L0': left, alpha, w_renorm } = of('gradnorm');
    const weighting = weightingOf(gradnorm({ alpha: alpha as number, learningRate: 0.025 }), 2);
    const rows = (norms: readonly number[]) =>
      norms.map((norm, i) => [i === 0 ? norm : 0, i === 1 ? norm : 0]);
    expect(weightsFor(weighting, rows([1, 1]), { losses: [1, 1] })).toEqual([1, 1]);
    expect(weightsFor(weighting, rows(numbers(norms_at_w1)), { losses: numbers(left), index: 1 })).toEqual([
      1, 1,
    ]);
    expectNear(weightsFor(weighting, rows([1, 1]), { losses: [1, 1], index: 2 }), numbers(w_renorm));
  });
});
