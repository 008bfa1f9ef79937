import type { Sharing } from '@tomoni/spec';
import { demandOf, readOf, vectorsOf, widthOf } from '../contract/task-reads.js';

/**
 * Hard parameter sharing: all tasks use one encoder, and each reads the hidden states of its layer as they are.
 *
 * Source: Caruana, "Multitask learning", Machine Learning 28, 1997.
 *
 * @example
 * ```ts
 * import { hardSharing } from '@tomoni/encoders';
 *
 * console.log(hardSharing().kind); // 'hard'
 * ```
 */
export function hardSharing(): Sharing {
  return {
    kind: 'hard',
    toJSON: () => null,
    layout: () => ({ variables: {} }),
    build: (context) => ({
      variables: {},
      width: (task) => widthOf(context, readOf(context, task).layer),
      demand: (task, positions) => {
        const read = readOf(context, task);
        return [demandOf(read, read.layer, positions)];
      },
      features: (states, task, positions) => {
        const read = readOf(context, task);
        return vectorsOf(states, read, read.layer, positions);
      },
      dispose: () => {},
    }),
  };
}
