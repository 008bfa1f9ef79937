import { createRng, type Rng, TomoniError } from '@tomoni/spec';
import { decimalFormat } from '../formats/decimal.js';
import { intervalFormat } from '../formats/interval.js';
import { pValueFormat } from '../formats/p-value.js';
import type { Interval } from '../intervals/interval.js';
import { requireConfidence } from '../numeric/checks.js';
import { mean } from '../summary/mean.js';
import { quantile } from '../summary/quantile.js';
import { standardDeviation } from '../summary/standard-deviation.js';

/** Options of {@link pairedBootstrap}. */
export interface PairedBootstrapOptions<Answer> {
  /** The score of one run on some of the texts, given as its answers to them. */
  readonly score: (answers: readonly Answer[], texts: Uint32Array) => number;
  /** What is drawn with replacement: texts, runs (seeds), or both. Default: `texts and runs`. */
  readonly over?: 'texts' | 'runs' | 'texts and runs';
  /** Whether run i of both methods belongs together, such as by its seed, and is drawn with it. Default: false. */
  readonly pairedRuns?: boolean;
  /** Default: 0.95. */
  readonly confidence?: number;
  /** Number of resamples. Default: 9,999. */
  readonly resamples?: number;
  /** Where resamples come from. Default: the generator of seed 0. */
  readonly rng?: Rng;
}

/** What resampling says of the difference between two methods. */
export interface BootstrapComparison {
  /** Mean score of the first method's runs minus that of the second's. */
  readonly estimate: number;
  /** Between quantiles of the resampled difference. */
  readonly interval: Interval;
  /** Standard deviation of the resampled difference. */
  readonly standardError: number;
  /** Two-sided: twice the smaller share of resamples on either side of 0, the observed one counted among them. */
  readonly pValue: number;
  /** All of it in one sentence. */
  readonly description: string;
}

/**
 * The paired bootstrap of two methods over test texts and runs: both sources of chance, that of the test set and that of
 * training, in one interval.
 *
 * A resample draws texts, the same for both methods, and runs of each, and takes the difference of the mean scores.
 *
 * Source: Efron and Tibshirani, "An introduction to the bootstrap", 1993; for texts alone: Koehn, "Statistical
 * significance tests for machine translation evaluation", 2004.
 *
 * @param a the first method's runs, each with one answer per text (a prediction, a loss, whether it is right)
 * @param b the second's, on the same texts in the same order
 * @throws TomoniError `invalid-argument` where runs differ in their number of texts; `invalid-data` for no run, or fewer than two texts
 *
 * @example
 * ```ts
 * import { pairedBootstrap } from '@tomoni/statistics';
 *
 * const single = [[1, 0, 1, 0], [1, 0, 0, 0]]; // two runs, right or wrong on four texts
 * const multi = [[1, 1, 1, 0], [1, 1, 0, 1]];
 * const accuracy = (answers: readonly number[], texts: Uint32Array) =>
 *   texts.reduce((right, text) => right + (answers[text] ?? 0), 0) / texts.length;
 * console.log(pairedBootstrap(multi, single, { score: accuracy }).description);
 * ```
 */
export function pairedBootstrap<Answer>(
  a: readonly (readonly Answer[])[],
  b: readonly (readonly Answer[])[],
  options: PairedBootstrapOptions<Answer>,
): BootstrapComparison {
  const { score, over = 'texts and runs', pairedRuns = false, confidence = 0.95 } = options;
  const { resamples = 9_999, rng = createRng(0) } = options;
  requireConfidence(confidence);
  if (!Number.isInteger(resamples) || resamples < 1)
    throw invalid(`The number of resamples is ${resamples}, which is not a positive integer.`);
  const texts = requireRuns(a, b, pairedRuns);
  const every = Uint32Array.from({ length: texts }, (_, text) => text);
  const difference = (
    first: readonly (readonly Answer[])[],
    second: readonly (readonly Answer[])[],
    chosen: Uint32Array,
  ) => mean(first.map((run) => score(run, chosen))) - mean(second.map((run) => score(run, chosen)));
  const estimate = difference(a, b, every);
  const drawn = new Uint32Array(texts);
  const draw = <T>(items: readonly T[]) => items.map(() => items[rng.integer(items.length)] as T);
  const replicates = Float64Array.from({ length: resamples }, () => {
    for (let i = 0; i < texts; i++) drawn[i] = over === 'runs' ? i : rng.integer(texts);
    if (over === 'texts') return difference(a, b, drawn);
    if (!pairedRuns) return difference(draw(a), draw(b), drawn);
    const runs = draw(a.map((_, run) => run));
    return difference(
      runs.map((run) => a[run] as readonly Answer[]),
      runs.map((run) => b[run] as readonly Answer[]),
      drawn,
    );
  });
  const tail = (1 - confidence) / 2;
  const interval = { lower: quantile(replicates, tail), upper: quantile(replicates, 1 - tail), confidence };
  const share = (beyond: (replicate: number) => boolean) =>
    (replicates.reduce((count, replicate) => count + (beyond(replicate) ? 1 : 0), 0) + 1) / (resamples + 1);
  const pValue = Number.isNaN(estimate)
    ? Number.NaN
    : Math.min(
        1,
        2 *
          Math.min(
            share((replicate) => !(replicate > 0)),
            share((replicate) => !(replicate < 0)),
          ),
      );
  const result = { estimate, interval, standardError: standardDeviation(replicates), pValue };
  return { ...result, description: describe(result, over) };
}

function describe(
  { estimate, interval, pValue }: Omit<BootstrapComparison, 'description'>,
  over: string,
): string {
  const digits = Math.min(12, Math.max(3, 2 - Math.floor(Math.log10(Math.abs(estimate) || 1))));
  const p = pValueFormat()(pValue);
  return `Paired bootstrap over ${over}: difference ${decimalFormat(digits)(estimate)}, ${Number((interval.confidence * 100).toFixed(2))} % interval ${intervalFormat(digits)(interval)}, p ${p.startsWith('<') ? p : `= ${p}`}.`;
}

/** The number of texts. */
function requireRuns(
  a: readonly (readonly unknown[])[],
  b: readonly (readonly unknown[])[],
  pairedRuns: boolean,
): number {
  if (a.length === 0 || b.length === 0)
    throw new TomoniError({
      code: 'invalid-data',
      what: `There are ${a.length} runs of the first method and ${b.length} of the second.`,
      remedy: 'Give at least one run of each.',
    });
  if (pairedRuns && a.length !== b.length)
    throw invalid(
      `There are ${a.length} runs of the first method but ${b.length} of the second, which are to be paired.`,
    );
  const texts = a[0]?.length ?? 0;
  const other = [...a, ...b].find((run) => run.length !== texts);
  if (other !== undefined)
    throw invalid(`One run has answers to ${texts} texts, another to ${other.length}.`);
  if (texts >= 2) return texts;
  throw new TomoniError({
    code: 'invalid-data',
    what: `The runs have answers to ${texts} ${texts === 1 ? 'text' : 'texts'}; at least 2 are needed to resample them.`,
  });
}

function invalid(what: string): TomoniError {
  return new TomoniError({
    code: 'invalid-argument',
    what,
    remedy: 'Give the answers of all runs to the same texts, and a positive number of resamples.',
  });
}
