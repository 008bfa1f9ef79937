import type { Tensor2D } from '@tensorflow/tfjs';
import {
  type HiddenStates,
  type LayerRead,
  type Positions,
  type SharingPlan,
  type TaskRead,
  TomoniError,
} from '@tomoni/spec';

/**
 * What a task reads.
 *
 * @throws TomoniError `invalid-argument` where there is no such task
 */
export function readOf({ tasks }: Pick<SharingPlan, 'tasks'>, task: string): TaskRead {
  const read = tasks.find((candidate) => candidate.task === task);
  if (read !== undefined) return read;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `The task '${task}' is not among those that the encoder is shared by.`,
    remedy: 'Ask for a task of the plan.',
  });
}

/** What the task's head reads, of any layer. */
export function demandOf({ task, reads }: TaskRead, layer: number, positions?: Positions): LayerRead {
  return reads.over === 'texts'
    ? { layer, read: 'pooled', pooling: reads.pooling }
    : { layer, read: 'positions', positions: requirePositions(task, positions) };
}

/** The vectors of a layer that the task's head reads: `[batch, hidden]` or `[positions, hidden]`. */
export function vectorsOf(
  states: HiddenStates,
  { task, reads }: TaskRead,
  layer: number,
  positions?: Positions,
): Tensor2D {
  return reads.over === 'texts'
    ? states.pooled(layer, reads.pooling)
    : states.at(layer, requirePositions(task, positions));
}

/** Width of a layer. */
export function widthOf(
  { encoder: { hiddenSize, widths } }: Pick<SharingPlan, 'encoder'>,
  layer: number,
): number {
  return widths?.[layer] ?? hiddenSize;
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
