import type { Tensor2D } from '@tensorflow/tfjs';
import { TomoniError } from '@tomoni/spec';

/**
 * The rows of a table of logits on the host.
 *
 * @throws TomoniError `not-finite` where one of them is not a finite number
 */
export async function logitRows(logits: Tensor2D, task: string): Promise<Float32Array[]> {
  const values = (await logits.data()) as Float32Array;
  if (!values.every(Number.isFinite))
    throw new TomoniError({
      code: 'not-finite',
      what: 'The head gave an output that is not a finite number.',
      where: { task },
      remedy: 'Train with a lower learning rate, or go back to an earlier checkpoint.',
    });
  const [rows, columns] = logits.shape;
  return Array.from({ length: rows }, (_, row) => values.subarray(row * columns, (row + 1) * columns));
}
