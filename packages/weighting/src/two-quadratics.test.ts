import * as tf from '@tensorflow/tfjs';
import { createRng, type WeightingMethod } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { productsOf, type Rows, stepOf, weightingOf } from '../fixtures/trials.js';
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
  equal,
  excessMtl,
  fairgrad,
  famo,
  forum,
  geometricMean,
  graddrop,
  gradnorm,
  gradvac,
  imtlG,
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
  ratio,
  rlw,
  scheduled,
  sdmgrad,
  stch,
  trimmedMean,
  uncertainty,
  upgrad,
} from './index.js';

/**
 * Task `i` loses `½ cᵢ ‖θ − aᵢ‖² + ¼`. The first two pull to either side, the second ten times as hard; what is
 * Pareto-optimal for them lies on the line between their optima.
 */
interface Quadratic {
  readonly optimum: readonly [number, number];
  readonly curvature: number;
}

const left: Quadratic = { optimum: [-1, 0], curvature: 1 };
const right: Quadratic = { optimum: [1, 0], curvature: 10 };
const FLOOR = 0.25;
const START = [-0.2, 1.5];
const RATE = 0.02;

type Point = readonly number[];

const lossAt = ({ optimum, curvature }: Quadratic, theta: Point) =>
  FLOOR + (curvature / 2) * theta.reduce((sum, x, k) => sum + (x - (optimum[k] as number)) ** 2, 0);
const gradientAt = ({ optimum, curvature }: Quadratic, theta: Point) =>
  theta.map((x, k) => curvature * (x - (optimum[k] as number)));

interface Course {
  readonly points: readonly Point[];
  readonly losses: readonly (readonly number[])[];
  /** Weights of each step, empty where the method gives none. */
  readonly weights: readonly (readonly number[])[];
  /** The update of each step times each gradient: by how much each loss falls, to first order. */
  readonly gains: readonly (readonly number[])[];
  readonly end: Point;
}

interface CourseOptions {
  readonly tasks?: readonly Quadratic[];
  readonly steps?: number;
  readonly rate?: number;
  readonly start?: Point;
  /** Whose loss the validation batch has, for each task. */
  readonly validation?: readonly Quadratic[];
}

/** Plain gradient descent with a method. */
function course(
  method: WeightingMethod<string>,
  { tasks = [left, right], steps = 1000, rate = RATE, start = START, validation = tasks }: CourseOptions = {},
): Course {
  const weighting = weightingOf(method, tasks.length);
  let theta: Point = start;
  const points: Point[] = [theta];
  const losses: number[][] = [];
  const weights: number[][] = [];
  const gains: number[][] = [];
  for (let index = 0; index < steps; index++) {
    const rows: Rows = tasks.map((task) => gradientAt(task, theta));
    const lost = tasks.map((task) => lossAt(task, theta));
    const plain = stepOf(lost, { index, epoch: Math.floor(index / 10), rng: createRng(3).fork(index) });
    const trial = weighting.validation?.trial?.(plain);
    const ahead = trial === undefined ? theta : moved(theta, rows, [...trial], rate);
    const judged: Rows = validation.map((task) => gradientAt(task, ahead));
    const inner = weighting.validation?.ahead;
    const looked = Array.from({ length: inner?.steps ?? 0 }).reduce<Point>((point) => {
      const slopes = tasks.map((task) => gradientAt(task, point));
      return moved(point, slopes, [...(inner?.weights(plain) ?? [])], rate);
    }, theta);
    const step = {
      ...plain,
      validation: {
        ...productsOf(judged, rows),
        norms: Float64Array.from(judged, (row) => Math.hypot(...row)),
        present: judged.map(() => true),
        rate: trial === undefined && inner === undefined ? 1 : rate,
        own: { training: productsOf(rows).values, validation: productsOf(judged).values },
        lossesAhead: Float64Array.from(tasks, (task) => lossAt(task, looked)),
      },
    };
    const before = theta;
    if (weighting.needs === 'jacobian') {
      const update = tf.tidy(() =>
        Array.from(weighting.aggregate(tf.tensor2d(rows as number[][]), step).dataSync()),
      );
      theta = theta.map((x, k) => x - rate * (update[k] as number));
    } else {
      const found =
        weighting.needs === 'losses'
          ? weighting.weigh(step.losses, step)
          : weighting.weigh(productsOf(rows), step);
      weights.push([...found]);
      theta = moved(before, rows, [...found], rate);
      if (weighting.needs === 'losses' && weighting.weighValidation !== undefined)
        theta = moved(theta, judged, [...weighting.weighValidation(step)], rate);
    }
    weighting.afterUpdate?.(
      Float64Array.from(tasks, (task) => lossAt(task, theta)),
      step,
    );
    const fallen = before.map((x, k) => (x - (theta[k] as number)) / rate);
    gains.push(rows.map((row) => row.reduce((sum, x, k) => sum + x * (fallen[k] as number), 0)));
    losses.push(lost);
    points.push(theta);
  }
  return { points, losses, weights, gains, end: theta };
}

function moved(theta: Point, rows: Rows, weights: readonly number[], rate: number): Point {
  return theta.map(
    (x, k) => x - rate * rows.reduce((sum, row, i) => sum + (weights[i] as number) * (row[k] as number), 0),
  );
}

/** How far a point is from the line between the optima. */
const fromParetoSet = ([x, y]: Point) =>
  Math.hypot((x as number) - Math.min(1, Math.max(-1, x as number)), y as number);

describe('of two quadratics in conflict', () => {
  describe('no loss rises in any step, to first order, and the end is Pareto-optimal', () => {
    it.each<[string, WeightingMethod, CourseOptions?]>([
      ['mgda', mgda()],
      ['cagrad from c = 1 on', cagrad({ c: 1 })],
      ['upgrad', upgrad()],
      ['dualProj', dualProj()],
      ['pcgrad', pcgrad()],
      ['nashMtl', nashMtl({ maxNorm: 0.2 })],
      ['fairgrad', fairgrad({ alpha: 2 }), { rate: 0.005 }],
      ['imtlG', imtlG()],
      ['conFig', conFig()],
    ])('%s', (_, method, options) => {
      const found = course(method, options);
      for (const gains of found.gains) expect(Math.min(...gains)).toBeGreaterThanOrEqual(-1e-9);
      expect(fromParetoSet(found.end)).toBeLessThan(0.02);
    });
  });

  describe('the end is Pareto-optimal', () => {
    it.each<[string, WeightingMethod, CourseOptions?]>([
      ['equal', equal()],
      ['meanLoss', meanLoss()],
      ['ratio', ratio(6, 4)],
      ['dwa', dwa()],
      ['uncertainty', uncertainty()],
      ['imtlL', imtlL()],
      ['geometricMean', geometricMean()],
      ['stch', stch({ mu: 0.1 })],
      ['famo', famo()],
      ['cosmos', cosmos({ penalty: 0.1 })],
      ['cagrad', cagrad()],
      ['gradvac', gradvac()],
      ['gradnorm', gradnorm({ learningRate: 0.001 })],
      ['alignedMtl', alignedMtl()],
      ['moco', moco(), { rate: 0.003 }],
      ['modo', modo({ gamma: 0.001, rho: 0 })],
      ['sdmgrad', sdmgrad({ learningRate: 0.1 })],
      ['dbMtl', dbMtl({ beta: 0 }), { rate: 0.002, steps: 3000 }],
      ['excessMtl', excessMtl()],
      ['crMogm', crMogm(mgda())],
      ['chain', chain(imtlL(), imtlG())],
    ])('%s', (_, method, options) => {
      expect(fromParetoSet(course(method, options).end)).toBeLessThan(0.02);
    });
  });

  it('equal ends where the sum is least: near the optimum of the steeper loss', () => {
    expect(course(equal()).end[0]).toBeCloseTo((10 - 1) / 11, 6);
    expect(course(meanLoss(), { steps: 2000 }).end[0]).toBeCloseTo((10 - 1) / 11, 6);
  });

  it('ratio weighs one side', () => {
    const [x] = course(ratio(1, 0.1), { steps: 1500 }).end;
    expect(x).toBeCloseTo(0, 6);
  });

  it('MGDA stops at once where it starts on the Pareto set', () => {
    for (const [x] of course(mgda(), { start: [0.3, 0], steps: 20 }).points) expect(x).toBeCloseTo(0.3, 9);
    const [x] = course(equal(), { start: [0.3, 0], steps: 20 }).end;
    expect(x).toBeGreaterThan(0.5);
  });

  it('PCGrad goes on along the Pareto set only where gradients are not exactly opposed', () => {
    for (const [x] of course(pcgrad(), { start: [0.3, 0], steps: 20 }).points) expect(x).toBeCloseTo(0.3, 9);
  });

  it.each<[string, WeightingMethod]>([
    ['nashMtl', nashMtl({ maxNorm: 0.2 })],
    ['imtlG', imtlG()],
    ['conFig', conFig()],
  ])('%s does not ask which loss is steeper', (_, method) => {
    const even = course(method, { tasks: [left, { ...right, curvature: 1 }], start: [0, 1.5] }).end;
    const uneven = course(method, { start: [0, 1.5], steps: 3000 }).end;
    expect(even[0]).toBeCloseTo(0, 2);
    expect(uneven[0]).toBeCloseTo(0, 2);
  });

  it('UPGrad and DualProj are drawn to the steeper loss, MGDA to the flatter one', () => {
    const drawn = (method: WeightingMethod) =>
      course(method, { start: [0, 1.5], steps: 2000 }).end[0] as number;
    expect(drawn(upgrad())).toBeGreaterThan(0.05);
    expect(drawn(dualProj())).toBeGreaterThan(0.05);
    expect(drawn(mgda())).toBeLessThan(-0.05);
  });

  it('the smaller CAGrad’s ball, the nearer its end to that of the mean', () => {
    const ends = [0, 0.2, 0.4].map((c) => course(cagrad({ c }), { steps: 2500 }).end[0] as number);
    for (const x of ends) expect(x).toBeCloseTo((10 - 1) / 11, 3);
    const stopped = course(cagrad({ c: 1.2 }), { steps: 2500 }).end[0] as number;
    expect(stopped).toBeLessThan(0.6);
  });

  it('GradVac turns gradients further once they used to agree', () => {
    const agreeing = [
      [1, 0.2],
      [1, -0.2],
    ];
    const opposed = [
      [1, 0],
      [-0.2, 1],
    ];
    const weighting = weightingOf(gradvac({ beta: 0.5 }), 2);
    const weigh = (rows: Rows, index: number) => {
      if (weighting.needs !== 'gramian') throw new Error('not by inner products');
      return weighting.weigh(productsOf(rows), stepOf([1, 1], { index }));
    };
    const fresh = [...weigh(opposed, 0)];
    for (let index = 1; index < 6; index++) weigh(agreeing, index);
    const turned = [...weigh(opposed, 6)];
    for (const [i, weight] of turned.entries()) expect(weight).toBeGreaterThan(fresh[i] as number);
  });

  it('GradNorm with α = 0 makes the weighted gradients equally long', () => {
    const { weights, points } = course(gradnorm({ alpha: 0, learningRate: 1e-4 }), {
      rate: 1e-4,
      steps: 3000,
    });
    const [a, b] = weights.at(-1) as [number, number];
    const end = points.at(-2) as Point;
    const ratio = (a * Math.hypot(...gradientAt(left, end))) / (b * Math.hypot(...gradientAt(right, end)));
    expect(ratio).toBeGreaterThan(0.95);
    expect(ratio).toBeLessThan(1.05);
    expect(a + b).toBeCloseTo(2, 9);
  });

  it('uncertainty and IMTL-L give the greater loss the smaller weight, as 1/L', () => {
    for (const [method, share] of [
      [uncertainty({ learningRate: 0.05 }), 0.5],
      [imtlL({ learningRate: 0.05 }), 1],
    ] as const) {
      const { weights, losses } = course(method, { rate: 1e-6, steps: 1500 });
      const [w, l] = [weights.at(-1) as number[], losses.at(-1) as number[]];
      for (const i of [0, 1])
        expect((w[i] as number) * (l[i] as number)).toBeCloseTo(
          method.name === 'imtlL' ? 1 : 2 * share * 0.5,
          3,
        );
    }
  });

  it('DWA gives the loss that falls more slowly the greater weight', () => {
    const { weights, losses } = course(dwa({ temperature: 0.1 }), { rate: 0.001, steps: 40 });
    const [w, first, last] = [weights.at(-1) as number[], losses[0] as number[], losses.at(-1) as number[]];
    const slower =
      (last[0] as number) / (first[0] as number) > (last[1] as number) / (first[1] as number) ? 0 : 1;
    expect(w[slower]).toBeGreaterThan(w[1 - slower] as number);
    expect((w[0] as number) + (w[1] as number)).toBeCloseTo(2, 9);
  });

  it('the geometric mean ends where it is least', () => {
    const { end } = course(geometricMean(), { steps: 5000 });
    const value = ([x]: Point) => lossAt(left, [x as number, 0]) * lossAt(right, [x as number, 0]);
    for (const by of [-0.01, 0.01]) expect(value([(end[0] as number) + by])).toBeGreaterThan(value(end));
  });

  it('STCH ends where both losses are equal, and with a preference where their weighted values are', () => {
    const flat = course(stch({ mu: 0.02 }), { steps: 5000, rate: 0.004 }).end;
    expect(Math.abs(Math.log(lossAt(left, flat) / lossAt(right, flat)))).toBeLessThan(0.05);
    const preferring = stch({ mu: 0.02, preference: { t0: 2, t1: 1 } });
    const preferred = course(preferring, { steps: 5000, rate: 0.004 }).end;
    expect(Math.abs(Math.log((2 * lossAt(left, preferred)) / lossAt(right, preferred)))).toBeLessThan(0.05);
  });

  it('COSMOS and PBI bring the losses nearer to the preferred proportion', () => {
    const proportion = (method: WeightingMethod<string>, rate = 0.004) => {
      const { end } = course(method, { steps: 4000, rate });
      return lossAt(left, end) / lossAt(right, end);
    };
    const plain = proportion(meanLoss());
    expect(Math.abs(Math.log(proportion(cosmos({ penalty: 2 }))))).toBeLessThan(Math.abs(Math.log(plain)));
    expect(proportion(pbi({ theta: 0.9 }))).toBeLessThan(plain);
    expect(Math.abs(Math.log(proportion(pbi({ theta: 5 }), 5e-4)))).toBeLessThan(0.1);
  });

  it('FAMO: both losses fall at about the same relative rate', () => {
    const { losses } = course(famo({ learningRate: 0.1 }), { rate: 0.002, steps: 400 });
    const plain = course(meanLoss(), { rate: 0.002, steps: 400 }).losses;
    const spread = (values: readonly (readonly number[])[]) => {
      const [first, last] = [values[0] as number[], values.at(-1) as number[]];
      const [a, b] = [0, 1].map((i) => Math.log((first[i] as number) / (last[i] as number)));
      return Math.abs((a as number) - (b as number));
    };
    expect(spread(losses)).toBeLessThan(spread(plain) / 2);
  });

  it('random weights sum to 1 in each step and are even on average', () => {
    const { weights } = course(rlw());
    const means = [0, 1].map((i) => weights.reduce((sum, w) => sum + (w[i] as number), 0) / weights.length);
    for (const w of weights) expect((w[0] as number) + (w[1] as number)).toBeCloseTo(1, 12);
    for (const value of means) expect(value).toBeCloseTo(0.5, 1);
  });

  it('GradDrop moves where gradients cancel, the mean does not', () => {
    const balanced = [(10 - 1) / 11, 0];
    expect(course(equal(), { start: balanced, steps: 10 }).end[0]).toBeCloseTo(balanced[0] as number, 9);
    const [x] = course(graddrop(), { start: balanced, steps: 1 }).end;
    expect(Math.abs((x as number) - (balanced[0] as number))).toBeGreaterThan(1e-3);
  });

  it('GradDrop that leaks one task entirely never drops it', () => {
    const { end } = course(graddrop({ leak: { t0: 1, t1: 1 } }), { steps: 500 });
    expect(end[0]).toBeCloseTo((10 - 1) / 11, 4);
  });

  it('Krum and the trimmed mean ignore a task that pulls far away', () => {
    const wild: Quadratic = { optimum: [500, 500], curvature: 50 };
    const calm = [0, 0.1, 0.2].map((x): Quadratic => ({ optimum: [x, 0], curvature: 1 }));
    const tasks = [...calm, wild];
    const options = { tasks, steps: 1500, rate: 0.02 };
    expect(Math.hypot(...course(krum(), options).end)).toBeLessThan(0.5);
    expect(Math.hypot(...course(trimmedMean(), options).end)).toBeLessThan(0.5);
    expect(Math.hypot(...course(meanLoss(), options).end)).toBeGreaterThan(100);
  });

  it('ExcessMTL weighs the task that is still on its way, whatever its loss', () => {
    const weighting = weightingOf(excessMtl({ stepSize: 0.5 }), 2);
    if (weighting.needs !== 'jacobian') throw new Error('not by gradients');
    const weightsAfter = (arrived: number, index: number) =>
      tf.tidy(() => {
        const rows = tf.tensor2d([
          [arrived, 0],
          [0, 1],
        ]);
        const [a, b] = weighting.aggregate(rows, stepOf([100, 0.1], { index })).dataSync();
        return [(a as number) / arrived, b as number] as const;
      });
    expect(weightsAfter(1, 0)[0]).toBeCloseTo(0.5, 6);
    for (let index = 1; index < 5; index++) weightsAfter(0.1, index);
    const [arrived, onItsWay] = weightsAfter(0.1, 5);
    expect(onItsWay).toBeGreaterThan(arrived + 0.2);
  });

  it('DB-MTL and IMTL treat a loss of any unit alike', () => {
    for (const method of [dbMtl({ beta: 0 }), chain(imtlL({ learningRate: 0 }), imtlG())]) {
      const point = (scale: number) => {
        const tasks = [left, right];
        const weighting = weightingOf(method, 2);
        if (weighting.needs !== 'gramian') throw new Error('not by inner products');
        const rows = tasks.map((task) => gradientAt(task, START));
        const scaled = [rows[0] as number[], (rows[1] as number[]).map((x) => x * scale)];
        const lost = [lossAt(left, START), scale * lossAt(right, START)];
        const weights = weighting.weigh(productsOf(scaled), stepOf(lost));
        const d = scaled[0]?.map(
          (x, k) => x * (weights[0] as number) + (scaled[1]?.[k] as number) * (weights[1] as number),
        ) as number[];
        return d.map((x) => x / Math.hypot(...d));
      };
      const [one, other] = [point(1), point(1000)];
      for (const [k, x] of one.entries()) expect(other[k]).toBeCloseTo(x, 9);
    }
  });

  it('SDMGrad with a strong λ stays near its preference', () => {
    const method = sdmgrad({ lambda: 1e4, preference: { t0: 3, t1: 1 } });
    const { weights } = course(method, { steps: 5 });
    for (const [a, b] of weights as [number, number][]) expect(a / b).toBeCloseTo(3, 2);
  });

  it('MoDo comes to the weights of MGDA', () => {
    const rows = [left, right].map((task) => gradientAt(task, START));
    const weighting = weightingOf(modo({ gamma: 0.001, rho: 0 }), 2);
    const exact = weightingOf(mgda(), 2);
    if (weighting.needs !== 'gramian' || exact.needs !== 'gramian') throw new Error('not by inner products');
    let weights = new Float64Array();
    for (let index = 0; index < 5000; index++)
      weights = Float64Array.from(weighting.weigh(productsOf(rows), stepOf([1, 1], { index })));
    const expected = exact.weigh(productsOf(rows), stepOf([1, 1]));
    for (const [i, weight] of weights.entries()) expect(weight).toBeCloseTo(expected[i] as number, 6);
  });

  it('CR-MOGM makes weights move less from step to step', () => {
    const movement = ({ weights }: Course) =>
      weights
        .slice(1)
        .reduce((sum, now, i) => sum + Math.abs((now[0] as number) - (weights[i]?.[0] as number)), 0);
    const [plain, smooth] = [course(rlw()), course(crMogm(rlw(), { alpha: 0.9 }))];
    expect(movement(smooth)).toBeLessThan(movement(plain) / 5);
  });

  it('a scheduled weighting fades the auxiliary task out', () => {
    const { end } = course(scheduled(equal(), linearWeight(1, 0, { steps: 500 })), { steps: 2000 });
    expect(end[0]).toBeCloseTo(-1, 6);
  });
});

describe('with a validation batch of the main task', () => {
  const helpful: Quadratic = { optimum: [-1.2, 0.1], curvature: 1 };
  const harmful: Quadratic = { optimum: [3, 0], curvature: 1 };
  const options = { tasks: [left, helpful, harmful], steps: 60, rate: 0.01 };

  it.each<[string, WeightingMethod]>([
    ['autoLambda', autoLambda({ learningRate: 1e-3 })],
    ['metaTartan', metaTartan({ learningRate: 0.1 })],
  ])('%s: an auxiliary task that helps gains weight, one that hurts loses it', (_, method) => {
    const { weights } = course(method, options);
    const [first, last] = [weights[0] as number[], weights.at(-1) as number[]];
    expect(last[1]).toBeGreaterThan(first[1] as number);
    expect(last[2]).toBeLessThan(first[2] as number);
  });

  it('Auto-λ keeps weights at 0 or above', () => {
    const { weights } = course(autoLambda({ learningRate: 0.05 }), options);
    expect(Math.min(...weights.map(([, , harm]) => harm as number))).toBe(0);
  });

  it('FORUM: validation losses fall, and the weights move to the task that makes the training loss fall on the way', () => {
    const judged = { validation: [right, right], steps: 1500, rate: 0.01 };
    const { weights, end, losses } = course(forum({ learningRate: 0.02 }), judged);
    const [first, last] = [losses[0], losses.at(-1)] as [readonly number[], readonly number[]];
    expect(last[1] as number).toBeLessThan(first[1] as number);
    expect(Math.abs((end[0] as number) - 1)).toBeLessThan(0.1);
    expect(Math.abs(end[1] as number)).toBeLessThan(0.1);
    for (const step of weights) for (const weight of step) expect(weight).toBeGreaterThanOrEqual(0);
  });

  it('MOML: a task whose gradient makes every validation loss rise loses weight', () => {
    const validation = [left, helpful, helpful];
    const { weights } = course(moml({ learningRate: 0.05 }), { ...options, validation });
    const [first, last] = [weights[0] as number[], weights.at(-1) as number[]];
    expect(last[2]).toBeLessThan(first[2] as number);
    expect(last.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 12);
  });
});
