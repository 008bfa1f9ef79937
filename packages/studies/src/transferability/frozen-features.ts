import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs';
import { none } from '@tomoni/encoders';
import {
  type Encoding,
  type ErrorLocation,
  type Pooling,
  type RowsOf,
  requireKnownOptions,
  TomoniError,
} from '@tomoni/spec';
import { type AnyEncoder, type InputColumns, inputsOfRows } from '@tomoni/training';
import { anyRows } from './any-rows.js';

/** Options of {@link frozenFeatures}. */
export interface FrozenFeaturesOptions {
  /** Columns of the input. Default: the column `text`. */
  readonly columns?: InputColumns;
  /** Layer that is read: 0 for the embeddings. Default: the last. */
  readonly layer?: number;
  /** How token vectors become one. Default: `first`. */
  readonly pooling?: Pooling;
  /** Longest encoding in tokens. Default: the longest that the encoder takes. */
  readonly maxLength?: number;
  /** Texts that are run together. Default: 32. */
  readonly batchSize?: number;
  readonly signal?: AbortSignal;
  /** Called with the number of texts done. */
  readonly progress?: (done: number, total: number) => void;
  /** Called with what should be known of the result: how many texts were cut because they are too long. */
  readonly notice?: (message: string) => void;
}

/**
 * One vector per row from an encoder as it is: what `logMe`, `hScore` and `transRate` judge an encoder by, without training.
 *
 * For the encoder of a trained model see `trainedEncoder`.
 *
 * @returns vectors of the width of the layer, in the order of the rows
 * @throws TomoniError `invalid-data` where an input cannot be read, `invalid-argument` where there is no such layer,
 * `aborted` where the signal fires
 *
 * @example
 * ```ts
 * import type { Encoder } from '@tomoni/spec';
 * import { classesOfRows, frozenFeatures, logMe } from '@tomoni/studies';
 *
 * async function promise(encoder: Encoder, rows: { text: string; topic: string }[]) {
 *   const features = await frozenFeatures(encoder, rows, { pooling: 'mean' });
 *   return logMe(features, classesOfRows(rows, 'topic'));
 * }
 * ```
 */
export async function frozenFeatures(
  encoder: AnyEncoder,
  rows: RowsOf<object>,
  options: FrozenFeaturesOptions = {},
): Promise<Float32Array[]> {
  requireKnownOptions('frozenFeatures()', options, [
    'columns',
    'layer',
    'pooling',
    'maxLength',
    'batchSize',
    'signal',
    'progress',
    'notice',
  ]);
  const { columns, layer = encoder.config.depth, pooling = 'first' } = options;
  const { maxLength, batchSize = 32, signal, progress, notice } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1)
    refuse(`Batches of ${batchSize} texts cannot be run.`, 'Give a whole number from 1.');
  if (!Number.isInteger(layer) || layer < 0 || layer > encoder.config.depth)
    refuse(
      `The encoder has the layers 0 to ${encoder.config.depth}; there is no layer ${layer}.`,
      'Name one of them.',
    );
  const encodings = inputsOfRows(anyRows(rows), columns).map((input, row) => {
    try {
      return encoder.encode(input, maxLength === undefined ? {} : { maxLength })[0] as Encoding;
    } catch (error) {
      throw error instanceof TomoniError ? error.at(placeOf(rows, row)) : error;
    }
  });
  const cut = encodings.filter(({ truncated }) => truncated > 0).length;
  if (cut > 0) notice?.(`${cut} of ${encodings.length} texts are too long and were cut.`);
  const order = encodings.map((_, row) => row).sort((a, b) => tokens(encodings, a) - tokens(encodings, b));
  const vectors: Float32Array[] = [];
  const instance = encoder.instantiate({ trainable: none(), cache: false });
  try {
    for (let start = 0; start < order.length; start += batchSize) {
      if (signal?.aborted)
        throw new TomoniError({ code: 'aborted', what: 'The work was stopped.', cause: signal.reason });
      const batch = order.slice(start, start + batchSize);
      const prepared = await instance.prepare(
        batch.map((row) => encodings[row] as Encoding),
        { reads: [{ layer, read: 'pooled', pooling }] },
        { reusable: false },
      );
      const states = tf.tidy(() => instance.forward(prepared, { training: false }).pooled(layer, pooling));
      try {
        const values = await states.data<'float32'>();
        const width = states.shape[1];
        for (const [i, row] of batch.entries()) vectors[row] = values.slice(i * width, (i + 1) * width);
      } finally {
        states.dispose();
        prepared.dispose();
      }
      progress?.(Math.min(start + batchSize, order.length), order.length);
      await setImmediate();
    }
  } finally {
    instance.dispose();
  }
  return vectors;
}

function tokens(encodings: readonly Encoding[], row: number): number {
  return encodings[row]?.ids.length ?? 0;
}

/** Where a row came from, as far as that is known. */
export function placeOf(rows: RowsOf<object>, row: number): ErrorLocation {
  return 'where' in rows ? { row, ...rows.where(row) } : { row };
}

function refuse(what: string, remedy: string): never {
  throw new TomoniError({ code: 'invalid-argument', what, remedy });
}
