import { type Json, type Rng, TomoniError } from '@tomoni/spec';
import {
  type BootstrapComparison,
  holm,
  mcnemarTest,
  pairedBootstrap,
  type TestResult,
} from '@tomoni/statistics';
import type { AnsweredRun } from './answered-runs.js';

/** How answers are compared. */
export interface TextComparisonOptions {
  /** Whether a prediction is right. Default: it, or its property `label`, equals the label; numbers are never right or wrong. */
  readonly isRight?: (prediction: Json, label: Json) => boolean;
  /** The score of some answers. Default: the share that is right, or, of numbers, the root of their mean squared error. */
  readonly score?: (answers: readonly Answer[]) => number;
  /** What is drawn anew: texts, runs, or both. Default: `texts and runs`. */
  readonly over?: 'texts' | 'runs' | 'texts and runs';
  /** Default: 0.95. */
  readonly confidence?: number;
  /** Default: 1,999. */
  readonly resamples?: number;
  /** Default: the generator of seed 0. */
  readonly rng?: Rng;
}

/** What a run said of one text, and what is true. */
export interface Answer {
  readonly prediction: Json;
  readonly label: Json;
}

/** Two runs of equal seed on the same texts. */
export interface PairOfRuns {
  readonly seed: number;
  readonly fold?: number;
  readonly test: TestResult;
  /** Holm's, over the pairs. */
  readonly adjustedPValue: number;
}

/** Two arms on the same texts. */
export interface TextComparison {
  /** Names of the arms. */
  readonly arms: readonly [string, string];
  readonly texts: number;
  /** Number of runs of each. */
  readonly runs: readonly [number, number];
  /** Of the mean score over runs, first less second. */
  readonly bootstrap: BootstrapComparison;
  /** McNemar's test for each pair of runs of equal seed; empty where answers are numbers. It speaks of these models, not of the arms. */
  readonly pairs: readonly PairOfRuns[];
  /** Rows that most runs of the first arm get right and most of the second do not; empty where answers are numbers. */
  readonly onlyFirst: readonly number[];
  /** The other way round. */
  readonly onlySecond: readonly number[];
  /** Seeds and folds that one of both lacks. */
  readonly unpaired: readonly string[];
}

/**
 * Compares two arms by their answers to the same texts: the paired bootstrap over texts and runs, McNemar's test of each pair of runs, and the texts on which they differ.
 *
 * @param first the runs of one arm, as {@link answeredRuns} or {@link studyAnswers} gives them
 * @param second those of the arm that it is compared with
 * @throws TomoniError `invalid-data` where an arm has no run, or runs answered different texts, as those of different folds do
 *
 * @example
 * ```ts
 * import { type AnsweredRun, compareTexts } from '@tomoni/studies';
 *
 * const labels = ['a', 'b', 'a', 'b'];
 * const run = (arm: string, seed: number, predictions: string[]): AnsweredRun => ({
 *   id: `${arm}-${seed}`,
 *   arm,
 *   seed,
 *   rows: [0, 1, 2, 3],
 *   predictions,
 *   labels,
 * });
 * const multi = [run('multi', 1, ['a', 'b', 'a', 'a']), run('multi', 2, ['a', 'b', 'a', 'b'])];
 * const single = [run('single', 1, ['a', 'a', 'b', 'a']), run('single', 2, ['a', 'a', 'b', 'b'])];
 * const { bootstrap, onlyFirst } = compareTexts(multi, single);
 * console.log(bootstrap.description, onlyFirst); // rows 1 and 2
 * ```
 */
export function compareTexts(
  first: readonly AnsweredRun[],
  second: readonly AnsweredRun[],
  options: TextComparisonOptions = {},
): TextComparison {
  const { isRight = equals, over, confidence, resamples = 1_999, rng } = options;
  const numeric = requireSameTexts(first, second);
  const answers = (runs: readonly AnsweredRun[]) =>
    runs.map((run) =>
      run.rows.map((_, i) => ({ prediction: run.predictions[i], label: run.labels[i] }) as Answer),
    );
  const isCategorical = !numeric || options.isRight !== undefined;
  const given = options.score;
  const level = confidence === undefined ? {} : { confidence };
  const sampling = {
    ...level,
    resamples,
    ...(over !== undefined && { over }),
    ...(rng !== undefined && { rng }),
  };
  const rightness = (runs: readonly AnsweredRun[]) =>
    isCategorical
      ? answers(runs).map((run) => run.map(({ prediction, label }) => isRight(prediction, label)))
      : [];
  const [ours, theirs] = [rightness(first), rightness(second)];
  const bootstrap =
    given !== undefined
      ? pairedBootstrap(answers(first), answers(second), {
          ...sampling,
          score: (run, texts) => given(Array.from(texts, (text) => run[text] as Answer)),
        })
      : isCategorical
        ? pairedBootstrap(ours, theirs, { ...sampling, score: shareOfRight })
        : pairedBootstrap(squaredErrors(first), squaredErrors(second), { ...sampling, score: rootOfMean });
  const rows = first[0]?.rows ?? [];
  const usually = (runs: readonly (readonly boolean[])[], text: number) =>
    runs.filter((run) => run[text]).length * 2 > runs.length;
  const only = (a: readonly (readonly boolean[])[], b: readonly (readonly boolean[])[]) =>
    rows.filter((_, text) => a.length > 0 && usually(a, text) && !usually(b, text));
  const { pairs, unpaired } = pairRuns(first, second);
  const tests = isCategorical
    ? pairs.map(([i, j]) => mcnemarTest(ours[i] as boolean[], theirs[j] as boolean[], level))
    : [];
  const adjusted = holm(tests.map(({ pValue }) => pValue));
  return {
    arms: [first[0]?.arm ?? '', second[0]?.arm ?? ''],
    texts: rows.length,
    runs: [first.length, second.length],
    bootstrap,
    pairs: tests.map((test, k) => {
      const { seed, fold } = first[(pairs[k] as readonly [number, number])[0]] as AnsweredRun;
      return { seed, ...(fold !== undefined && { fold }), test, adjustedPValue: adjusted[k] as number };
    }),
    onlyFirst: only(ours, theirs),
    onlySecond: only(theirs, ours),
    unpaired,
  };
}

/** @returns whether predictions are numbers */
function requireSameTexts(first: readonly AnsweredRun[], second: readonly AnsweredRun[]): boolean {
  const every = [...first, ...second];
  const reference = every[0];
  if (reference === undefined || first.length === 0 || second.length === 0)
    throw new TomoniError({
      code: 'invalid-data',
      what: `The ${first.length === 0 ? 'first' : 'second'} arm has no finished run.`,
      remedy: 'Run its trials, or compare other arms.',
    });
  const key = ({ rows, labels }: AnsweredRun) => JSON.stringify([rows, labels]);
  const expected = key(reference);
  const other = every.find((run) => key(run) !== expected);
  if (other !== undefined)
    throw new TomoniError({
      code: 'invalid-data',
      what: `The trials '${reference.id}' and '${other.id}' answered different texts.`,
      remedy: 'Compare runs on one split; over folds, test the scores of the folds instead.',
    });
  return every.every((run) => run.predictions.every((each) => typeof each === 'number'));
}

function pairRuns(first: readonly AnsweredRun[], second: readonly AnsweredRun[]) {
  const name = ({ seed, fold }: AnsweredRun) =>
    fold === undefined ? `seed ${seed}` : `seed ${seed}, fold ${fold}`;
  const pairs = first.flatMap((run, i): (readonly [number, number])[] => {
    const j = second.findIndex((other) => name(other) === name(run));
    return j < 0 ? [] : [[i, j]];
  });
  const paired = new Set(pairs.map(([i]) => name(first[i] as AnsweredRun)));
  const unpaired = [...new Set([...first, ...second].map(name))].filter((each) => !paired.has(each));
  return { pairs, unpaired };
}

function equals(prediction: Json, label: Json): boolean {
  const said =
    typeof prediction === 'object' && prediction !== null && 'label' in prediction
      ? prediction.label
      : prediction;
  return JSON.stringify(said) === JSON.stringify(label);
}

function shareOfRight(right: readonly boolean[], texts: Uint32Array): number {
  let count = 0;
  for (const text of texts) if (right[text]) count++;
  return count / texts.length;
}

function squaredErrors(runs: readonly AnsweredRun[]): number[][] {
  return runs.map(({ predictions, labels }) =>
    predictions.map((prediction, i) => (Number(prediction) - Number(labels[i])) ** 2),
  );
}

function rootOfMean(squares: readonly number[], texts: Uint32Array): number {
  let total = 0;
  for (const text of texts) total += squares[text] as number;
  return Math.sqrt(total / texts.length);
}
