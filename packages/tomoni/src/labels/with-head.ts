import type { AnyHead, LabelGenerator, LabelOf } from '@tomoni/spec';
import type { GeneratedTask } from '../types/tasks.js';

/** A generator that is a whole task: it brings the head that learns its labels. */
export type WithHead<G extends LabelGenerator<unknown>, H extends AnyHead> = G & GeneratedTask<H>;

/**
 * A generator together with the head that learns its labels: a task as it stands, and still a generator for a head of one's
 * own.
 *
 * @example
 * ```ts
 * import { maskedLanguageModel, randomMasking, withHead } from 'tomoni';
 *
 * const words = withHead(randomMasking({ rate: 0.3 }), maskedLanguageModel());
 * console.log(words.kind, words.head.kind); // random-masking masked-language-model
 * ```
 */
export function withHead<G extends LabelGenerator<LabelOf<H>>, H extends AnyHead>(
  generator: G,
  head: H,
): WithHead<G, H> {
  return { ...generator, head, from: generator };
}
