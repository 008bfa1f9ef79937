import type { TaggedSpan } from '@tomoni/spec';
import { runsOf } from './iob2.js';
import { mostLikelyPath } from './legal-path.js';
import { runProbabilities } from './span-probability.js';
import type { Unit } from './units.js';

/**
 * The spans of the most likely legal sequence of labels, as far as the encoding answers for their first unit.
 *
 * @param scores log probabilities `[units][states]`
 */
export function decodeSpans<Tag extends string>(
  scores: readonly ArrayLike<number>[],
  units: readonly Unit[],
  tags: readonly Tag[],
): TaggedSpan<Tag>[] {
  const probabilityOf = runProbabilities(scores);
  return runsOf(mostLikelyPath(scores))
    .filter(({ first }) => (units[first] as Unit).owned)
    .map((run) => ({
      start: (units[run.first] as Unit).start,
      end: (units[run.last] as Unit).end,
      tag: tags[run.tag] as Tag,
      probability: probabilityOf(run),
    }));
}
