import { createRng, type Rng, TomoniError } from '@tomoni/spec';
import { type Interval, kendall, mean, quantile, spearman } from '@tomoni/statistics';
import { rankSources } from './rank-sources.js';
import type { TransferEstimate } from './transfer-estimate.js';

/** What came out where the sources were really tried. */
export interface TransferTrials {
  /** Name of the score, such as `accuracy`. */
  readonly score: string;
  /** Whether a higher score is better, or a lower one. */
  readonly better: 'higher' | 'lower';
  /** By target and source: the score of one run, or of several. */
  readonly values: Readonly<Record<string, Readonly<Record<string, number | readonly number[]>>>>;
}

/** Options of {@link agreement}. */
export interface AgreementOptions {
  /** How often the intervals hold the true value. Default: 0.95. */
  readonly confidence?: number;
  /** Number of resamples. Default: 9,999. */
  readonly resamples?: number;
  /** Where resamples come from. Default: the generator of seed 0. */
  readonly rng?: Rng;
}

/** How an estimate and the trials agree on the sources of one target. */
export interface TargetAgreement {
  readonly target: string;
  /** Number of sources. */
  readonly sources: number;
  /** Kendall's τ-b of estimate and score, 1 where they agree; `NaN` where all estimates or all scores are equal. */
  readonly kendall: number;
  /** Spearman's correlation likewise. */
  readonly spearman: number;
  /** The source that the estimate puts first: several where it does not tell them apart. */
  readonly chosen: readonly string[];
  /** The source that did best: several where their scores are equal. */
  readonly best: readonly string[];
  /** How much of the score is lost with the chosen source against the best one; the mean over several chosen ones. */
  readonly regret: number;
}

/** A mean over targets. */
export interface AgreementMean {
  readonly value: number;
  /** By the bootstrap; absent where there is a single target with a single run of each source, which tells nothing of chance. */
  readonly interval?: Interval;
  /** Targets that it is defined for. */
  readonly targets: number;
}

/** How an estimate and the trials agree. */
export interface Agreement {
  /** Name of the estimate. */
  readonly estimate: string;
  /** Name of the score. */
  readonly score: string;
  readonly targets: readonly TargetAgreement[];
  readonly kendall: AgreementMean;
  readonly spearman: AgreementMean;
  readonly regret: AgreementMean;
  /** Targets whose chosen source is a best one; `tied` of them share their place, in estimate or score, with another. */
  readonly hits: { readonly count: number; readonly tied: number };
}

/**
 * How well an estimate, made before, ranked the sources that were then really tried: by target and on average.
 *
 * Scores of several runs are averaged. Intervals are percentiles of the bootstrap, over targets and, within a pair, over
 * runs. Pairs that were not tried, or not estimated, are left out; all that is left has to be at least two sources of a target.
 *
 * @throws TomoniError `invalid-data` where no target has two sources with both, or a number is not finite
 *
 * @example
 * ```ts
 * import { agreement } from '@tomoni/studies';
 *
 * const similarity = { name: 'cosine', better: 'higher', values: { a: { b: 0.9, c: 0.4, d: 0.2 } } } as const;
 * const trials = { score: 'accuracy', better: 'higher', values: { a: { b: 0.83, c: 0.85, d: 0.8 } } } as const;
 * const { kendall, regret } = agreement(similarity, trials);
 * console.log(kendall.value, regret.value); // 0.333…, 0.02
 * ```
 */
export function agreement(
  estimate: TransferEstimate,
  trials: TransferTrials,
  { confidence = 0.95, resamples = 9_999, rng = createRng(0) }: AgreementOptions = {},
): Agreement {
  const pairs = triedTargets(estimate, trials);
  const average = (runs: readonly number[]) => mean(runs);
  const targets = pairs.map((target) => compare(target, trials.better, average));
  const varied = pairs.length > 1 || pairs.some(({ sources }) => sources.some(({ runs }) => runs.length > 1));
  const replicates = varied
    ? Array.from({ length: resamples }, () =>
        pairs.map(() => {
          const drawn = pairs[rng.integer(pairs.length)] as TriedTarget;
          return compare(drawn, trials.better, (runs) =>
            mean(runs.map(() => runs[rng.integer(runs.length)] as number)),
          );
        }),
      )
    : undefined;
  const meanOf = (statistic: 'kendall' | 'spearman' | 'regret'): AgreementMean => {
    const own = definedValues(targets, statistic);
    const spread = replicates
      ?.map((drawn) => definedValues(drawn, statistic))
      .filter((values) => values.length > 0)
      .map((values) => mean(values));
    const tail = (1 - confidence) / 2;
    return {
      value: own.length === 0 ? Number.NaN : mean(own),
      ...(spread === undefined || spread.length === 0
        ? {}
        : { interval: { lower: quantile(spread, tail), upper: quantile(spread, 1 - tail), confidence } }),
      targets: own.length,
    };
  };
  const hits = targets.filter(({ chosen, best }) => chosen.some((source) => best.includes(source)));
  return {
    estimate: estimate.name,
    score: trials.score,
    targets,
    kendall: meanOf('kendall'),
    spearman: meanOf('spearman'),
    regret: meanOf('regret'),
    hits: {
      count: hits.length,
      tied: hits.filter(({ chosen, best }) => chosen.length > 1 || best.length > 1).length,
    },
  };
}

/** A target with the sources that were both estimated and tried. */
interface TriedTarget {
  readonly target: string;
  readonly sources: readonly {
    readonly source: string;
    /** Turned so that higher promises more. */
    readonly estimate: number;
    readonly rank: number;
    readonly runs: readonly number[];
  }[];
}

function triedTargets(estimate: TransferEstimate, trials: TransferTrials): TriedTarget[] {
  const sign = estimate.better === 'higher' ? 1 : -1;
  const targets = Object.entries(rankSources(estimate)).map(([target, ranked]) => ({
    target,
    sources: ranked.flatMap(({ source, value, rank }) => {
      const tried = trials.values[target]?.[source];
      if (tried === undefined) return [];
      const runs = typeof tried === 'number' ? [tried] : tried;
      requireRuns(runs, target, source);
      return [{ source, estimate: sign * value, rank, runs }];
    }),
  }));
  const several = targets.filter(({ sources }) => sources.length > 1);
  if (several.length > 0) return several;
  throw new TomoniError({
    code: 'invalid-data',
    what: `There is no target with two sources that were both estimated by '${estimate.name}' and tried.`,
    remedy: 'Name targets and sources alike in both, and try at least two sources of a target.',
  });
}

function compare(
  { target, sources }: TriedTarget,
  better: 'higher' | 'lower',
  average: (runs: readonly number[]) => number,
): TargetAgreement {
  const sign = better === 'higher' ? 1 : -1;
  const estimates = sources.map(({ estimate }) => estimate);
  const scores = sources.map(({ runs }) => sign * average(runs));
  const most = Math.max(...scores);
  const first = Math.min(...sources.map(({ rank }) => rank));
  const chosen = sources.flatMap(({ rank }, i) => (rank === first ? [i] : []));
  const named = (indices: readonly number[]) => indices.map((i) => sources[i]?.source as string);
  return {
    target,
    sources: sources.length,
    kendall: kendall(estimates, scores).coefficient,
    spearman: spearman(estimates, scores).coefficient,
    chosen: named(chosen),
    best: named(scores.flatMap((score, i) => (score === most ? [i] : []))),
    regret: most - mean(chosen.map((i) => scores[i] as number)),
  };
}

function definedValues(
  targets: readonly TargetAgreement[],
  statistic: 'kendall' | 'spearman' | 'regret',
): number[] {
  return targets.map((target) => target[statistic]).filter((value) => !Number.isNaN(value));
}

function requireRuns(runs: readonly number[], target: string, source: string): void {
  if (runs.length > 0 && runs.every(Number.isFinite)) return;
  throw new TomoniError({
    code: 'invalid-data',
    what: `The scores of the source '${source}' for '${target}' are ${runs.length === 0 ? 'none' : runs.join(', ')}.`,
    remedy: 'Leave the pair out, or give finite scores.',
  });
}
