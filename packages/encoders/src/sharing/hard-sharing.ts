import type { Tensor2D } from '@tensorflow/tfjs';
import {
  type HiddenStates,
  type Positions,
  type Sharing,
  type SharingContext,
  type SharingModule,
  type TaskRead,
  TomoniError,
} from '@tomoni/spec';

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
  return { kind: 'hard', toJSON: () => null, build: (context) => new HardSharing(context) };
}

class HardSharing implements SharingModule {
  readonly variables = {};
  readonly #context: SharingContext;

  constructor(context: SharingContext) {
    this.#context = context;
  }

  width(task: string): number {
    const { layer } = this.#read(task);
    const { hiddenSize, widths } = this.#context.encoder;
    return widths?.[layer] ?? hiddenSize;
  }

  demand(task: string, positions?: Positions) {
    const { layer, reads } = this.#read(task);
    return reads.over === 'texts'
      ? [{ layer, read: 'pooled', pooling: reads.pooling } as const]
      : [{ layer, read: 'positions', positions: requirePositions(task, positions) } as const];
  }

  features(states: HiddenStates, task: string, positions?: Positions): Tensor2D {
    const { layer, reads } = this.#read(task);
    return reads.over === 'texts'
      ? states.pooled(layer, reads.pooling)
      : states.at(layer, requirePositions(task, positions));
  }

  dispose(): void {}

  #read(task: string): TaskRead {
    const read = this.#context.tasks.find((candidate) => candidate.task === task);
    if (read !== undefined) return read;
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The task '${task}' is not among those that the encoder is shared by.`,
      remedy: 'Ask for a task of the plan.',
    });
  }
}

function requirePositions(task: string, positions: Positions | undefined): Positions {
  if (positions !== undefined) return positions;
  throw new TomoniError({
    code: 'invalid-argument',
    what: 'A head that reads tokens was not told which.',
    where: { task },
    remedy: 'Let its module name its positions in collate() and positions().',
  });
}
