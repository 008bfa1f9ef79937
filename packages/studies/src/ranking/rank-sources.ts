import { TomoniError } from '@tomoni/spec';
import type { TransferEstimate } from './transfer-estimate.js';

/** A source in its place. */
export interface RankedSource {
  readonly source: string;
  /** What the estimate says of it. */
  readonly value: number;
  /** 1 for the most promising; sources with equal values share the best of their places. */
  readonly rank: number;
}

/**
 * The sources of each target, the most promising first.
 *
 * @throws TomoniError `invalid-data` where a value is not a finite number
 *
 * @example
 * ```ts
 * import { rankSources } from '@tomoni/studies';
 *
 * const logMe = { name: 'LogME', better: 'higher', values: { reviews: { news: 0.2, tweets: 0.7 } } } as const;
 * console.log(rankSources(logMe).reviews?.[0]?.source); // tweets
 * ```
 */
export function rankSources(estimate: TransferEstimate): Readonly<Record<string, readonly RankedSource[]>> {
  return Object.fromEntries(
    Object.keys(estimate.values).map((target) => [target, rankFor(estimate, target)]),
  );
}

/**
 * The auxiliary tasks of a main task, the most promising first: by their affinity to it, the cosines of their gradients,
 * or any other estimate.
 *
 * @throws TomoniError `invalid-data` where a value is not a finite number, `invalid-argument` where nothing is known of
 * the main task
 *
 * @example
 * ```ts
 * import { rankAuxiliaries } from '@tomoni/studies';
 *
 * const values = { interest: { appeal: 0.12, novelty: -0.03 }, appeal: { interest: 0.2, novelty: 0.1 } };
 * const ranked = rankAuxiliaries({ name: 'TAG affinity', better: 'higher', values }, 'interest');
 * console.log(ranked.map(({ source }) => source)); // ['appeal', 'novelty']
 * ```
 */
export function rankAuxiliaries(estimate: TransferEstimate, main: string): readonly RankedSource[] {
  if (estimate.values[main] !== undefined) return rankFor(estimate, main);
  throw new TomoniError({
    code: 'invalid-argument',
    what: `The estimate '${estimate.name}' says nothing of '${main}'.`,
    remedy: `Name one of ${Object.keys(estimate.values)
      .map((name) => `'${name}'`)
      .join(', ')}.`,
  });
}

function rankFor({ name, better, values }: TransferEstimate, target: string): RankedSource[] {
  const sources = Object.entries(values[target] ?? {}).filter(([source]) => source !== target);
  for (const [source, value] of sources)
    if (!Number.isFinite(value))
      throw new TomoniError({
        code: 'invalid-data',
        what: `The estimate '${name}' of the source '${source}' for '${target}' is ${value}.`,
        remedy: 'Leave the pair out, or give a finite number.',
      });
  const sign = better === 'higher' ? -1 : 1;
  sources.sort(([, a], [, b]) => sign * (a - b));
  return sources.map(([source, value]) => ({
    source,
    value,
    rank: sources.findIndex(([, other]) => other === value) + 1,
  }));
}
