import {
  adjustPValues,
  correctedResampledTest,
  detectableDifference,
  equivalenceTest,
  mannWhitneyTest,
  mean,
  pairedTest,
  permutationTest,
  standardDeviation,
  studentTest,
  type TestOptions,
  type TestResult,
  welchTest,
  wilcoxonTest,
} from '@tomoni/statistics';
import { planDirection } from '../../plan/plan-direction.js';
import type { AnalysisPlan, PlannedTest } from '../plan/analysis-plan.js';
import { isConstant } from '../runs/is-constant.js';
import type { ScoredRun } from '../runs/scored-runs.js';
import type { ArmComparison, StudyDesign } from './study-report.js';

interface Arm {
  readonly arm: string;
  readonly runs: readonly ScoredRun[];
}

/** A comparison before several are looked at together. */
type Uncorrected = Omit<ArmComparison, 'adjustedPValue' | 'verdict'>;

type Test = (a: readonly number[], b: readonly number[], options: TestOptions) => TestResult;

const pairedTests: readonly PlannedTest[] = [
  'paired',
  'paired-permutation',
  'wilcoxon',
  'corrected-resampled',
];

/** Tests one arm against another as the plan says; a post hoc comparison is two-sided whatever the plan says. */
export function compareArms(
  first: Arm,
  second: Arm,
  plan: AnalysisPlan,
  design: StudyDesign,
  planned: boolean,
): Uncorrected {
  const { alpha = 0.05, margin } = plan;
  const name = plan.test ?? (design.kind === 'folds' ? 'corrected-resampled' : 'welch');
  const isPaired = pairedTests.includes(name);
  const ratio = plan.ratio ?? foldRatio(design.folds.length);
  const test = testOf(name, ratio);
  const { a, b, unpaired } = valuesOf(first.runs, second.runs, isPaired);
  const alternative =
    plan.alternative !== 'better' || !planned
      ? 'two-sided'
      : planDirection(plan) === 'higher'
        ? 'greater'
        : 'less';
  const comparison = {
    arm: first.arm,
    baseline: second.arm,
    planned,
    values: [a.length, b.length] as const,
    unpaired,
  };
  const untested = whyUntested(a, b, isPaired, name, design);
  if (untested !== undefined)
    return {
      ...comparison,
      test: undefined,
      untested,
      uncorrected: undefined,
      equivalence: undefined,
      detectable: undefined,
    };
  const options = { alternative, confidence: 1 - alpha } as const;
  return {
    ...comparison,
    test: test(a, b, options),
    uncorrected: name === 'corrected-resampled' ? pairedTest(a, b, options) : undefined,
    equivalence:
      margin === undefined
        ? undefined
        : equivalenceTest(a, b, {
            margin,
            alpha,
            test: (x, y, chosen) => test(Array.from(x), Array.from(y), chosen),
          }),
    detectable: detectable(a, b, isPaired, name === 'corrected-resampled' ? ratio : 0, alternative, alpha),
  };
}

/** Adds what follows from the comparisons together. */
export function withVerdicts(
  comparisons: readonly Uncorrected[],
  plan: AnalysisPlan,
  planned: boolean,
): ArmComparison[] {
  const { alpha = 0.05, correction = 'holm' } = plan;
  const adjusted = adjustPValues(
    comparisons.map(({ test }) => test?.pValue ?? Number.NaN),
    planned ? correction : 'holm',
  );
  const higher = planDirection(plan) === 'higher';
  return comparisons.map((comparison, i) => {
    const adjustedPValue = adjusted[i] as number;
    const { test } = comparison;
    const verdict =
      test === undefined
        ? 'untested'
        : !(adjustedPValue <= alpha)
          ? 'undecided'
          : test.estimate > 0 === higher
            ? 'better'
            : 'worse';
    return { ...comparison, adjustedPValue: test && adjustedPValue, verdict };
  });
}

/** Of k folds, one is tested on and one validates; with two there is none to spare. */
function foldRatio(folds: number): number {
  return 1 / Math.max(1, folds - 2);
}

function testOf(name: PlannedTest, ratio: number): Test {
  switch (name) {
    case 'welch':
      return welchTest;
    case 'student':
      return studentTest;
    case 'permutation':
      return permutationTest;
    case 'mann-whitney':
      return mannWhitneyTest;
    case 'paired':
      return pairedTest;
    case 'paired-permutation':
      return (a, b, options) => permutationTest(a, b, { ...options, paired: true });
    case 'wilcoxon':
      return wilcoxonTest;
    case 'corrected-resampled':
      return (a, b, options) => correctedResampledTest(differencesOf(a, b), { ...options, ratio });
  }
}

/** The values to test: of pairs by fold, or by seed where there are no folds, in the same order; each the mean of the runs that share its place. */
function valuesOf(first: readonly ScoredRun[], second: readonly ScoredRun[], isPaired: boolean) {
  const [a, b] = [byPlace(first), byPlace(second)];
  if (!isPaired && ![...first, ...second].some(({ fold }) => fold !== undefined))
    return { a: first.map(({ score }) => score), b: second.map(({ score }) => score), unpaired: [] };
  if (!isPaired) return { a: [...a.values()].map(mean), b: [...b.values()].map(mean), unpaired: [] };
  const places = [...a.keys()].filter((place) => b.has(place));
  const at = (values: ReadonlyMap<string, readonly number[]>) =>
    places.map((place) => mean(values.get(place) as readonly number[]));
  const unpaired = [...new Set([...a.keys(), ...b.keys()])].filter((place) => !places.includes(place));
  return { a: at(a), b: at(b), unpaired };
}

function byPlace(runs: readonly ScoredRun[]): ReadonlyMap<string, readonly number[]> {
  const places = new Map<string, number[]>();
  for (const { fold, seed, score } of runs) {
    const place = fold === undefined ? `seed ${seed}` : `fold ${fold}`;
    places.set(place, [...(places.get(place) ?? []), score]);
  }
  return places;
}

/** Why numbers do not suffice, in a sentence. */
function whyUntested(
  a: readonly number[],
  b: readonly number[],
  isPaired: boolean,
  name: PlannedTest,
  design: StudyDesign,
): string | undefined {
  const place = design.kind === 'folds' ? 'fold' : 'seed';
  if (isPaired && a.length < 2)
    return `They have ${a.length} ${place}${a.length === 1 ? '' : 's'} in common; a paired test needs at least 2.`;
  if (a.length < 2 || b.length < 2)
    return `There ${a.length === 1 ? 'is 1 value' : `are ${a.length} values`} on one side and ${b.length} on the other; a test needs at least 2 on both.`;
  const isByRank = name.includes('permutation') || name === 'mann-whitney' || name === 'wilcoxon';
  const scores = [...a, ...b];
  const isFlat = isPaired
    ? isConstant(differencesOf(a, b), scores)
    : isConstant(a, scores) && isConstant(b, scores);
  if (isFlat && (!isByRank || isConstant([mean(a), mean(b)], scores)))
    return isPaired
      ? `All ${a.length} differences are equal, so that there is no spread to test against.`
      : 'Neither side varies, so that there is no spread to test against.';
  return undefined;
}

function differencesOf(a: readonly number[], b: readonly number[]): number[] {
  return a.map((value, i) => value - (b[i] as number));
}

function detectable(
  a: readonly number[],
  b: readonly number[],
  isPaired: boolean,
  ratio: number,
  alternative: 'two-sided' | 'greater' | 'less',
  alpha: number,
): number | undefined {
  const deviation = isPaired
    ? standardDeviation(differencesOf(a, b))
    : Math.sqrt((standardDeviation(a) ** 2 + standardDeviation(b) ** 2) / 2);
  const runs = Math.min(a.length, b.length);
  return deviation > 0
    ? deviation * detectableInDeviations(runs, isPaired, ratio, alternative, alpha)
    : undefined;
}

const known = new Map<string, number>();

/** In standard deviations; the many comparisons of a study mostly ask for the same. */
function detectableInDeviations(
  runs: number,
  paired: boolean,
  ratio: number,
  alternative: 'two-sided' | 'greater' | 'less',
  alpha: number,
): number {
  const key = [runs, paired, ratio, alternative, alpha].join();
  const found =
    known.get(key) ?? detectableDifference(runs, { deviation: 1, paired, ratio, alternative, alpha });
  known.set(key, found);
  return found;
}
