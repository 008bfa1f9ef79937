import { createRng, type Rng, TomoniError } from '@tomoni/spec';
import { pairedBootstrap } from '../comparisons/paired-bootstrap.js';
import { benjaminiHochberg } from '../corrections/benjamini-hochberg.js';
import { bonferroni } from '../corrections/bonferroni.js';
import { holm } from '../corrections/holm.js';
import { kendall } from '../correlations/kendall.js';
import { pearson } from '../correlations/pearson.js';
import { spearman } from '../correlations/spearman.js';
import { contrastTest } from '../models/contrast-test.js';
import { factorialModel } from '../models/factorial-model.js';
import { detectableDifference } from '../power/detectable-difference.js';
import { power } from '../power/power.js';
import { correctedResampledTest } from '../tests/corrected-resampled-test.js';
import { equivalenceTest } from '../tests/equivalence-test.js';
import { mannWhitneyTest } from '../tests/mann-whitney-test.js';
import { mcnemarTest } from '../tests/mcnemar-test.js';
import { pairedTest } from '../tests/paired-test.js';
import { permutationTest } from '../tests/permutation-test.js';
import { studentTest } from '../tests/student-test.js';
import { welchTest } from '../tests/welch-test.js';
import { wilcoxonTest } from '../tests/wilcoxon-test.js';
import { type RejectionRate, rejectionRate } from './rejection-rate.js';

/** A test under simulation. */
export interface Calibration {
  readonly test: string;
  /** What a simulated study looks like. */
  readonly design: string;
  /** What the test assumes, and whether the simulation keeps to it. */
  readonly assumption: string;
  /** Whether the simulation keeps to what the test assumes. */
  readonly holds: boolean;
  /** Rejections where nothing is there, at level 0.05. */
  readonly falsePositives: RejectionRate;
  /** Rejections where an effect was planted; `undefined` where the case only shows an excess. */
  readonly found: RejectionRate | undefined;
  /** The power that `power()` states for the planted effect; `undefined` where it states none for this test. */
  readonly stated: number | undefined;
}

/** Options of {@link calibrateTests}. */
export interface SimulationOptions {
  /** Simulated studies without an effect, and as many with one, for each test; where that is quick, six times as many without and twice as many with. Default: 1,000. */
  readonly studies?: number;
  /** Default: 0. */
  readonly seed?: number;
  /** Names of the tests. Default: all. */
  readonly tests?: readonly string[];
}

/** A simulated study. `effect` is 1 where something is planted, 0 where nothing is. */
interface Case {
  readonly test: string;
  readonly design: string;
  readonly assumption: string;
  readonly holds: boolean;
  readonly study: (rng: Rng, effect: 0 | 1) => number;
  readonly stated?: number;
  readonly onlyExcess?: boolean;
  /** Whether one study takes long, as with resampling. */
  readonly slow?: boolean;
}

const runs = 10;
/** Rows tested on for each row trained on, in ten folds of 8:1:1. */
const ratio = 1 / 8;
/** How differences of folds correlate where test rows are to training rows as the ratio says. */
const foldCorrelation = ratio / (1 + ratio);
/** Standard deviation of fold differences about what the folds share. */
const foldDeviation = Math.sqrt(1 - foldCorrelation);

const apart = detectableDifference(runs, { deviation: 1 });
const within = detectableDifference(runs, { deviation: 1, paired: true });
const acrossFolds = detectableDifference(runs, { deviation: foldDeviation, paired: true, ratio });

function normals(rng: Rng, count: number, shift = 0, deviation = 1): number[] {
  return Array.from({ length: count }, () => shift + deviation * rng.normal());
}

/** Differences of folds that have part of their chance in common. */
function foldDifferences(rng: Rng, shift: number): number[] {
  const common = Math.sqrt(foldCorrelation) * rng.normal();
  return normals(rng, runs, shift + common, foldDeviation);
}

/** Whether each of two classifiers is right on some texts: on hard texts both are worse. */
function answers(rng: Rng, texts: number, gain: number): readonly [boolean[], boolean[]] {
  const a: boolean[] = [];
  const b: boolean[] = [];
  for (let i = 0; i < texts; i++) {
    const ease = rng.uniform() < 0.6 ? 0.95 : 0.55;
    b.push(rng.uniform() < ease);
    a.push(rng.uniform() < Math.min(1, ease + gain));
  }
  return [a, b];
}

/** Errors of several runs of two methods on the same texts, with chance from texts and from runs. */
function errorsOfRuns(
  rng: Rng,
  texts: number,
  count: number,
  shift: number,
  deviation: number,
): readonly [number[][], number[][]] {
  const paired = normals(rng, texts);
  const own = (sign: 1 | -1, mean: number) =>
    Array.from({ length: count }, () => {
      const level = mean + deviation * rng.normal();
      return paired.map((text) => level + (sign * text) / 2 + 0.3 * rng.normal());
    });
  return [own(1, shift), own(-1, 0)];
}

function meanOf(values: readonly number[], texts: Uint32Array): number {
  let total = 0;
  for (const text of texts) total += values[text] as number;
  return total / texts.length;
}

function bootstrapStudy(texts: number, count: number, gain: number, deviation: number) {
  return (rng: Rng, effect: 0 | 1) => {
    const [a, b] = errorsOfRuns(rng.fork('data'), texts, count, effect * gain, deviation);
    return pairedBootstrap(a, b, { score: meanOf, resamples: 99, rng: rng.fork('resamples') }).pValue;
  };
}

/** Ten random splits of 90 rows; two classifiers that look at one feature each, equally good. */
function resplitDifferences(rng: Rng): number[] {
  const rows = Array.from({ length: 90 }, (_, i) => {
    const label = i % 2 === 0 ? 1 : -1;
    return { label, features: [label + 1.5 * rng.normal(), label + 1.5 * rng.normal()] as const };
  });
  return Array.from({ length: runs }, () => {
    const order = rng.permutation(rows.length);
    const part = (from: number, to: number) =>
      Array.from(order.subarray(from, to), (i) => rows[i] as (typeof rows)[number]);
    const [test, train] = [part(0, 10), part(10, 90)];
    const accuracy = (feature: 0 | 1) => {
      const threshold = train.reduce((sum, row) => sum + row.features[feature], 0) / train.length;
      return test.filter((row) => row.features[feature] > threshold === row.label > 0).length / test.length;
    };
    return accuracy(0) - accuracy(1);
  });
}

/** Four subsets with a task against four without it, one of these unstable. */
function contrastStudy(rng: Rng, size: number, shift: number): number {
  const samples = Array.from({ length: 8 }, (_, i) =>
    normals(rng, size, i % 2 === 1 ? shift : 0, i === 0 ? 6 : 1),
  );
  const weights = samples.map((_, i) => (i % 2 === 1 ? 1 / 4 : -1 / 4));
  return contrastTest(samples, weights).pValue;
}

/** Of twelve layers one helps. */
function layerPValues(rng: Rng, effect: 0 | 1): number[] {
  return Array.from({ length: 12 }, (_, layer) => {
    const differences = foldDifferences(rng, layer === 1 ? effect * 1.3 * acrossFolds : 0);
    return correctedResampledTest(differences, { ratio }).pValue;
  });
}

const normal = 'normal scores, independent runs';

const cases: readonly Case[] = [
  {
    test: 'studentTest',
    design: `${runs} + ${runs} runs`,
    assumption: `${normal}, equal variances`,
    holds: true,
    study: (rng, effect) => studentTest(normals(rng, runs, effect * apart), normals(rng, runs)).pValue,
    stated: power(runs, { difference: apart, deviation: 1 }),
  },
  {
    test: 'studentTest',
    design: '15 + 5 runs, the 5 with six times the deviation',
    assumption: 'broken: unequal variances',
    holds: false,
    onlyExcess: true,
    study: (rng) => studentTest(normals(rng, 15), normals(rng, 5, 0, 6)).pValue,
  },
  {
    test: 'welchTest',
    design: '15 + 5 runs, the 5 with six times the deviation',
    assumption: normal,
    holds: true,
    study: (rng, effect) => welchTest(normals(rng, 15, effect * 10), normals(rng, 5, 0, 6)).pValue,
  },
  {
    test: 'welchTest',
    design: `${runs} + ${runs} runs`,
    assumption: normal,
    holds: true,
    study: (rng, effect) => welchTest(normals(rng, runs, effect * apart), normals(rng, runs)).pValue,
    stated: power(runs, { difference: apart, deviation: 1 }),
  },
  {
    test: 'permutationTest',
    slow: true,
    design: '6 + 6 runs',
    assumption: 'runs that could change places',
    holds: true,
    study: (rng, effect) => permutationTest(normals(rng, 6, effect * 1.8), normals(rng, 6)).pValue,
  },
  {
    test: 'mannWhitneyTest',
    slow: true,
    design: `${runs} + ${runs} runs`,
    assumption: 'runs that could change places',
    holds: true,
    study: (rng, effect) => mannWhitneyTest(normals(rng, runs, effect * apart), normals(rng, runs)).pValue,
  },
  {
    test: 'pairedTest',
    design: `${runs} pairs`,
    assumption: 'normal differences, independent pairs',
    holds: true,
    study: (rng, effect) => pairedTest(normals(rng, runs, effect * within), new Float64Array(runs)).pValue,
    stated: power(runs, { difference: within, deviation: 1, paired: true }),
  },
  {
    test: 'permutationTest, paired',
    slow: true,
    design: '8 pairs',
    assumption: 'symmetric differences, independent pairs',
    holds: true,
    study: (rng, effect) =>
      permutationTest(normals(rng, 8, effect * 1.2), new Float64Array(8), { paired: true }).pValue,
  },
  {
    test: 'wilcoxonTest',
    design: `${runs} pairs`,
    assumption: 'symmetric differences, independent pairs',
    holds: true,
    study: (rng, effect) => wilcoxonTest(normals(rng, runs, effect * within), new Float64Array(runs)).pValue,
  },
  {
    test: 'correctedResampledTest',
    design: '10 folds of 8:1:1, correlated as their overlap says',
    assumption: 'normal differences, correlation of folds as by Nadeau and Bengio',
    holds: true,
    study: (rng, effect) =>
      correctedResampledTest(foldDifferences(rng, effect * acrossFolds), { ratio }).pValue,
    stated: power(runs, { difference: acrossFolds, deviation: foldDeviation, paired: true, ratio }),
  },
  {
    test: 'pairedTest',
    design: '10 folds of 8:1:1, correlated as their overlap says',
    assumption: 'broken: folds share training data',
    holds: false,
    onlyExcess: true,
    study: (rng) => pairedTest(foldDifferences(rng, 0), new Float64Array(runs)).pValue,
  },
  {
    test: 'correctedResampledTest',
    design: '10 random splits of one small data set, two equally good classifiers trained on each',
    assumption: 'as above, not made to fit',
    holds: true,
    onlyExcess: true,
    study: (rng) => correctedResampledTest(resplitDifferences(rng), { ratio }).pValue,
  },
  {
    test: 'pairedTest',
    design: '10 random splits of one small data set, two equally good classifiers trained on each',
    assumption: 'broken: splits share rows',
    holds: false,
    onlyExcess: true,
    study: (rng) => pairedTest(resplitDifferences(rng), new Float64Array(runs)).pValue,
  },
  {
    test: 'equivalenceTest',
    design: `${runs} + ${runs} runs; "nothing there" is a difference of just the margin, 1.5 deviations`,
    assumption: normal,
    holds: true,
    study: (rng, effect) =>
      equivalenceTest(normals(rng, runs, effect === 0 ? 1.5 : 0), normals(rng, runs), { margin: 1.5 }).pValue,
  },
  {
    test: 'mcnemarTest',
    design: '200 texts, one model of each',
    assumption: 'independent texts',
    holds: true,
    study: (rng, effect) => mcnemarTest(...answers(rng, 200, effect * 0.12)).pValue,
  },
  {
    test: 'mcnemarTest, mid-p',
    design: '200 texts, one model of each',
    assumption: 'independent texts',
    holds: true,
    study: (rng, effect) => mcnemarTest(...answers(rng, 200, effect * 0.12), { midP: true }).pValue,
  },
  {
    test: 'pairedBootstrap over texts',
    slow: true,
    design: '100 texts, one model of each',
    assumption: 'independent texts, these models',
    holds: true,
    study: (rng, effect) => {
      const [a, b] = answers(rng.fork('data'), 100, effect * 0.18).map((right) => right.map(Number)) as [
        number[],
        number[],
      ];
      return pairedBootstrap([a], [b], {
        score: meanOf,
        over: 'texts',
        resamples: 99,
        rng: rng.fork('resamples'),
      }).pValue;
    },
  },
  {
    test: 'pairedBootstrap over texts and runs',
    slow: true,
    design: '40 texts, 10 + 10 runs',
    assumption: 'independent texts and runs, enough of both',
    holds: true,
    study: bootstrapStudy(40, 10, 0.5, 0.15),
  },
  {
    test: 'pairedBootstrap over texts and runs',
    slow: true,
    design: '40 texts, 3 + 3 runs',
    assumption: 'broken: 3 runs do not show how runs vary',
    holds: false,
    onlyExcess: true,
    study: bootstrapStudy(40, 3, 0.5, 0.5),
  },
  {
    test: 'contrastTest',
    design: '8 subsets of 10 runs, one with six times the deviation',
    assumption: `${normal}, enough of them in each subset`,
    holds: true,
    study: (rng, effect) => contrastStudy(rng, 10, effect * 2.2),
  },
  {
    test: 'contrastTest',
    design: '8 subsets of 2 runs, one with six times the deviation',
    assumption: 'broken: 2 runs do not show how the runs of a subset vary',
    holds: false,
    onlyExcess: true,
    study: (rng) => contrastStudy(rng, 2, 0),
  },
  {
    test: 'factorialModel',
    design: '8 subsets of 3 runs, one effect of three',
    assumption: `${normal}, equal variances, effects that add up`,
    holds: true,
    study: (rng, effect) => {
      const design = Array.from({ length: 24 }, (_, i) => [0, 1, 2].map((bit) => ((i >> bit) & 1) === 1));
      const scores = design.map(([a, b]) => (a ? effect * 1.25 : 0) + (b ? 1 : 0) + rng.normal());
      return factorialModel(design, scores, { factors: ['a', 'b', 'c'] }).effects[0]?.pValue ?? Number.NaN;
    },
  },
  ...(
    [
      ['pearson', pearson],
      ['spearman', spearman],
      ['kendall', kendall],
    ] as const
  ).map(
    ([test, correlation]): Case => ({
      test,
      design: '20 pairs',
      assumption: test === 'pearson' ? 'normal pairs' : 'independent pairs',
      holds: true,
      study: (rng, effect) => {
        const x = normals(rng, 20);
        return correlation(
          x,
          x.map((value) => effect * 0.8 * value + rng.normal()),
        ).pValue;
      },
    }),
  ),
  ...(
    [
      ['holm', holm],
      ['bonferroni', bonferroni],
      ['benjaminiHochberg', benjaminiHochberg],
    ] as const
  ).map(
    ([test, correction]): Case => ({
      test,
      slow: true,
      design: '12 layers, corrected resampled tests; any rejection, or that of the layer that helps',
      assumption: 'valid p-values',
      holds: true,
      study: (rng, effect) => {
        const adjusted = correction(layerPValues(rng, effect));
        return effect === 0 ? Math.min(...adjusted) : (adjusted[1] as number);
      },
    }),
  ),
  {
    test: 'no correction',
    slow: true,
    design: '12 layers, corrected resampled tests; any rejection',
    assumption: 'broken: twelve tests, the smallest p taken',
    holds: false,
    onlyExcess: true,
    study: (rng) => Math.min(...layerPValues(rng, 0)),
  },
];

/**
 * Simulates studies for every test of this package: how often it rejects where nothing is there, and how often it finds an effect that was planted.
 *
 * Where the simulation breaks what a test assumes, it shows the excess. The same seed gives the same rates.
 *
 * @throws TomoniError `invalid-argument` where the number of studies is not a positive integer, or a test is not known
 *
 * @example
 * ```ts
 * import { calibrateTests, calibrationTable, toText } from '@tomoni/statistics';
 *
 * console.log(toText(calibrationTable(calibrateTests({ studies: 20 }))));
 * ```
 */
export function calibrateTests(options: SimulationOptions = {}): Calibration[] {
  const { studies = 1_000, seed = 0, tests } = options;
  const unknown = tests?.find((name) => !cases.some(({ test }) => test === name));
  if (unknown !== undefined)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `There is no simulation of the test '${unknown}'.`,
      remedy: `Name some of ${[...new Set(cases.map(({ test }) => test))].join(', ')}.`,
    });
  return cases.flatMap(({ study, stated, onlyExcess = false, slow = false, ...rest }, i) => {
    if (tests !== undefined && !tests.includes(rest.test)) return [];
    const rng = createRng(seed).fork('calibration', i);
    const rate = (effect: 0 | 1) =>
      rejectionRate((own) => study(own, effect), {
        studies: slow ? studies : (effect === 0 ? 6 : 2) * studies,
        rng: rng.fork(effect),
      });
    return [{ ...rest, falsePositives: rate(0), found: onlyExcess ? undefined : rate(1), stated }];
  });
}
