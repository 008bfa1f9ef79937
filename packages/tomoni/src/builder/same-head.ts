import type { SameHead } from '../types/tasks.js';

/**
 * The head of another task, for a task with labels of the same kind: both train and use the same parameters.
 *
 * @param task name of a task that was added before
 *
 * @example
 * ```ts
 * import { loadEncoder, multitask, regression, sameHeadAs } from 'tomoni';
 *
 * const encoder = await loadEncoder('sentence-transformers/all-MiniLM-L6-v2');
 * const learner = multitask(encoder)
 *   .main('helpful', regression())
 *   .auxiliary('funny', regression(), { layer: 4 })
 *   .auxiliary('polite', sameHeadAs('helpful'));
 * ```
 */
export function sameHeadAs<const Name extends string>(task: Name): SameHead<Name> {
  return { sameHeadAs: task };
}
