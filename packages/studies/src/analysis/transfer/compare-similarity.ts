import { createRng, type Rng, TomoniError } from '@tomoni/spec';
import { type Correlation, spearman } from '@tomoni/statistics';

/** Numbers by target and source. */
export type TransferRecord = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** What is compared. */
export interface SimilarityInput {
  /** By target and source: higher is more similar. */
  readonly similarity: TransferRecord;
  /** By target and source: the score on the target after training on the source first. */
  readonly transfer: TransferRecord;
  /** By target: the score without a source. */
  readonly single: Readonly<Record<string, number>>;
}

/** Options of {@link compareSimilarity}. */
export interface SimilarityOptions {
  /** Whether higher scores are better. Default: true. */
  readonly higherIsBetter?: boolean;
  /** Random arrangements for the p-value. Default: 9,999. */
  readonly resamples?: number;
  /** Where they come from. Default: the generator of seed 0. */
  readonly rng?: Rng;
}

/** A target and its sources. */
export interface TargetTransfer {
  readonly target: string;
  readonly sources: readonly {
    readonly source: string;
    readonly similarity: number;
    readonly score: number;
    /** Score less that without a source, turned so that positive is better. */
    readonly gain: number;
  }[];
  /** All that are equally similar. */
  readonly mostSimilar: readonly string[];
  /** All that are equally good. */
  readonly best: readonly string[];
  /** Whether a most similar source is among the best: as the only best one, level with others, or not. */
  readonly hit: 'alone' | 'tied' | 'missed';
  /** Spearman's, between similarity and gain; `undefined` for fewer than three sources. */
  readonly correlation: Correlation | undefined;
}

/** Whether similar sources are good sources. */
export interface SimilarityComparison {
  readonly targets: readonly TargetTransfer[];
  /** Targets whose most similar source is among the best. */
  readonly hits: { readonly total: number; readonly alone: number; readonly tied: number };
  /** Probability of at least as many hits by choosing one source per target blindly. */
  readonly chance: number;
  /** Spearman's over all pairs, whose p-value takes pairs to be independent; `undefined` for fewer than three. */
  readonly pooled: Correlation | undefined;
  /** Of the pooled coefficient, by permuting sources within each target: one-sided, similar being better. It keeps what differs between targets out. */
  readonly permutationPValue: number;
  /** In a sentence. */
  readonly description: string;
}

/**
 * Whether the more similar source is the better one: for how many targets, and how similarity goes with the gain.
 *
 * Source of the question: Achille et al., "Task2Vec: task embedding for meta-learning", ICCV 2019; Vu et al., "Exploring
 * and predicting transferability across NLP tasks", EMNLP 2020.
 *
 * @throws TomoniError `invalid-data` where a pair lacks its similarity or a number is not finite, or there is no pair
 *
 * @example
 * ```ts
 * import { compareSimilarity } from '@tomoni/studies';
 *
 * const { hits, pooled, description } = compareSimilarity({
 *   similarity: { reviews: { tweets: 0.99, news: 0.72 }, tweets: { reviews: 0.99, news: 0.7 } },
 *   transfer: { reviews: { tweets: 0.86, news: 0.84 }, tweets: { reviews: 0.8, news: 0.81 } },
 *   single: { reviews: 0.84, tweets: 0.79 },
 * });
 * console.log(hits.total, pooled?.coefficient, description);
 * ```
 */
export function compareSimilarity(
  input: SimilarityInput,
  options: SimilarityOptions = {},
): SimilarityComparison {
  const { higherIsBetter = true, resamples = 9_999, rng = createRng(0) } = options;
  const targets = Object.keys(input.transfer).map((target) => targetOf(target, input, higherIsBetter));
  const pairs = targets.flatMap(({ sources }) => sources);
  if (pairs.length === 0) throw invalid('There is no pair of source and target.');
  const alone = targets.filter(({ hit }) => hit === 'alone').length;
  const tied = targets.filter(({ hit }) => hit === 'tied').length;
  const hits = { total: alone + tied, alone, tied };
  const chance = atLeast(
    hits.total,
    targets.map(({ best, sources }) => best.length / sources.length),
  );
  const pooled = correlated(pairs);
  const permutationPValue = permuted(targets, resamples, rng);
  return {
    targets,
    hits,
    chance,
    pooled,
    permutationPValue,
    description: [
      `The most similar source is the best for ${hits.total} of ${targets.length} targets${tied > 0 ? ` (${tied} of them level with another source)` : ''}; blind choice does as well with probability ${chance.toFixed(2)}.`,
      pooled === undefined
        ? `${pairs.length} pairs are too few for a correlation.`
        : `Over ${pairs.length} pairs, Spearman's correlation of similarity and gain is ${pooled.coefficient.toFixed(2).replace('-', '−')} (p = ${permutationPValue.toFixed(3)} by permutation within targets).`,
    ].join(' '),
  };
}

function targetOf(target: string, input: SimilarityInput, higherIsBetter: boolean): TargetTransfer {
  const single = finite(input.single[target], `'${target}' without a source`);
  const sources = Object.entries(input.transfer[target] ?? {}).map(([source, score]) => ({
    source,
    similarity: finite(input.similarity[target]?.[source], `the similarity of '${target}' and '${source}'`),
    score: finite(score, `'${target}' after '${source}'`),
    gain: higherIsBetter ? score - single : single - score,
  }));
  if (sources.length === 0) throw invalid(`The target '${target}' has no source.`);
  const most = (of: (each: (typeof sources)[number]) => number) => {
    const greatest = Math.max(...sources.map(of));
    return sources.filter((each) => of(each) === greatest).map(({ source }) => source);
  };
  const mostSimilar = most(({ similarity }) => similarity);
  const best = most(({ score }) => (higherIsBetter ? score : -score));
  const isHit = mostSimilar.some((source) => best.includes(source));
  return {
    target,
    sources,
    mostSimilar,
    best,
    hit: !isHit ? 'missed' : best.length === 1 && mostSimilar.length === 1 ? 'alone' : 'tied',
    correlation: correlated(sources),
  };
}

type Pair = { readonly similarity: number; readonly gain: number };

function correlated(pairs: readonly Pair[]): Correlation | undefined {
  if (pairs.length < 3) return undefined;
  return spearman(
    pairs.map(({ similarity }) => similarity),
    pairs.map(({ gain }) => gain),
  );
}

/** The probability that at least `wanted` of independent events happen. */
function atLeast(wanted: number, probabilities: readonly number[]): number {
  let counts = [1];
  for (const p of probabilities)
    counts = Array.from(
      { length: counts.length + 1 },
      (_, k) => (counts[k] ?? 0) * (1 - p) + (counts[k - 1] ?? 0) * p,
    );
  return Math.min(
    1,
    counts.slice(wanted).reduce((sum, p) => sum + p, 0),
  );
}

/** The share of arrangements of sources within targets whose pooled coefficient is at least the one found. */
function permuted(targets: readonly TargetTransfer[], resamples: number, rng: Rng): number {
  const gains = targets.flatMap(({ sources }) => sources.map(({ gain }) => gain));
  const coefficient = (similarities: readonly number[]) => spearman(similarities, gains).coefficient;
  const found = coefficient(targets.flatMap(({ sources }) => sources.map(({ similarity }) => similarity)));
  if (Number.isNaN(found)) return 1;
  let extreme = 1;
  for (let i = 0; i < resamples; i++) {
    const drawn = targets.flatMap(({ sources }) =>
      Array.from(rng.permutation(sources.length), (k) => (sources[k] as Pair).similarity),
    );
    if (coefficient(drawn) >= found - 1e-12) extreme++;
  }
  return extreme / (resamples + 1);
}

function finite(value: number | undefined, name: string): number {
  if (value !== undefined && Number.isFinite(value)) return value;
  throw invalid(`The number of ${name} is ${value === undefined ? 'missing' : value}.`);
}

function invalid(what: string): TomoniError {
  return new TomoniError({
    code: 'invalid-data',
    what,
    remedy: 'Give similarity, score after transfer and score without a source of every pair.',
  });
}
