import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { type Encoding, type Positions, TomoniError } from '@tomoni/spec';
import type { JoinedText } from './join-windows.js';

/** A batch of texts laid out as a batch of windows, which is what the encoder reads. */
export interface WindowBatch {
  /** One encoding per text: what heads see. */
  readonly texts: readonly Encoding[];
  /** One encoding per window, text by text: what the encoder sees. */
  readonly windows: readonly Encoding[];
  /**
   * Translates positions in the texts to positions in the windows.
   *
   * @throws TomoniError `invalid-argument` where a text has no such token
   */
  locate(positions: Positions): Positions;
  /** The mean over each text's windows: `[windows, n]` to `[texts, n]`. Synchronous, on the tape. */
  pool(values: Tensor2D): Tensor2D;
}

/** Lays out texts as windows. */
export function layOutWindows(joined: readonly JoinedText[]): WindowBatch {
  const texts = joined.map((text) => text.encoding);
  const windows = joined.flatMap((text) => text.windows);
  if (windows.length === texts.length)
    return { texts, windows, locate: (positions) => positions, pool: (values) => values };

  const starts: number[] = [];
  let count = 0;
  for (const text of joined) {
    starts.push(count);
    count += text.windows.length;
  }
  return {
    texts,
    windows,
    locate: ({ rows, columns }) => {
      const places = Array.from(rows, (row, i) => placeOf(joined[row], columns[i] as number));
      return {
        rows: Int32Array.from(places, ({ window }, i) => (starts[rows[i] as number] as number) + window),
        columns: Int32Array.from(places, ({ column }) => column),
      };
    },
    pool: (values) => {
      const shares = new Float32Array(texts.length * count);
      for (const [text, { windows: own }] of joined.entries())
        shares.fill(
          1 / own.length,
          text * count + (starts[text] as number),
          text * count + (starts[text] as number) + own.length,
        );
      return tf.tidy(() => tf.matMul(tf.tensor2d(shares, [texts.length, count]), values));
    },
  };
}

function placeOf(text: JoinedText | undefined, token: number): { window: number; column: number } {
  const length = text?.encoding.ids.length ?? 0;
  if (text === undefined || token < 0 || token >= length)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The position of token ${token} lies outside a text of ${length} tokens.`,
    });
  const { places } = text;
  if (places === undefined) return { window: 0, column: token };
  return { window: places.windows[token] as number, column: places.columns[token] as number };
}
