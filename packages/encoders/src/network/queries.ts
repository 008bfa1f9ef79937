import { type LayerRead, TomoniError } from '@tomoni/spec';

/** Positions of a batch at which a layer's output is wanted: equally many for each encoding. */
export interface Queries {
  /** Per encoding: as many as the encoding with the most has. */
  readonly count: number;
  /** Rows `encoding · length + token` of the layer below, encoding by encoding; surplus ones repeat the first token. */
  readonly rows: Int32Array;
  /** Where the output of a row stands in the layer's output. */
  readonly places: ReadonlyMap<number, number>;
}

/** The size of a padded batch. */
export interface BatchShape {
  /** Number of encodings. */
  readonly size: number;
  /** Tokens of the longest encoding. */
  readonly length: number;
}

/** Share of a layer's positions beyond which it is run as a whole: little is left to save. */
const fewEnough = 0.75;

/**
 * The positions at which a layer is read, where these are few enough; `undefined` where it is run as a whole.
 *
 * @param reads what is read of this layer
 * @throws TomoniError `invalid-argument` where a position lies outside the batch
 */
export function queriesOf(reads: readonly LayerRead[], shape: BatchShape): Queries | undefined {
  const { size, length } = shape;
  const wanted = Array.from({ length: size }, () => new Set<number>());
  for (const read of reads)
    if (read.read === 'positions')
      for (const row of flatRows(read.positions, shape)) wanted[Math.floor(row / length)]?.add(row);
    else if (read.read === 'pooled' && read.pooling === 'first')
      for (const [encoding, rows] of wanted.entries()) rows.add(encoding * length);
    else return undefined;
  const count = Math.max(1, ...wanted.map((rows) => rows.size));
  if (reads.length === 0 || count > fewEnough * length) return undefined;
  const rows = new Int32Array(size * count);
  const places = new Map<number, number>();
  for (const [encoding, own] of wanted.entries()) {
    const start = encoding * count;
    rows.fill(encoding * length, start, start + count);
    rows.set(
      [...own].sort((a, b) => a - b),
      start,
    );
    for (let i = start; i < start + own.size; i++) places.set(rows[i] as number, i);
  }
  return { count, rows, places };
}

/**
 * Rows `encoding · length + token` of positions.
 *
 * @throws TomoniError `invalid-argument` where a position lies outside the batch
 */
export function flatRows(
  { rows, columns }: { readonly rows: Int32Array; readonly columns: Int32Array },
  { size, length }: BatchShape,
): Int32Array {
  if (rows.length !== columns.length)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The positions have ${rows.length} rows but ${columns.length} columns.`,
    });
  return rows.map((row, i) => {
    const column = columns[i] as number;
    if (row >= 0 && row < size && column >= 0 && column < length) return row * length + column;
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The position of token ${column} in encoding ${row} lies outside a batch of ${size} encodings of ${length} tokens.`,
    });
  });
}
