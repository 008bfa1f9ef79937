/**
 * Adds up the rows of each segment: `out[ids[i]] += rows[i]`. A negative id belongs to no segment.
 *
 * The gradient of `gather`, and so of every embedding, is made of it; rows are added in order, hence equal bits.
 *
 * @param rows `[ids.length, width]`, row-major
 * @param out `[segments, width]`, row-major; overwritten
 */
export function unsortedSegmentSum(
  rows: ArrayLike<number>,
  ids: ArrayLike<number>,
  out: Float32Array | Int32Array,
): void {
  const width = ids.length === 0 ? 0 : rows.length / ids.length;
  out.fill(0);
  for (let row = 0; row < ids.length; row++) {
    const id = ids[row] as number;
    if (id < 0) continue;
    const from = row * width;
    const to = id * width;
    for (let column = 0; column < width; column++)
      out[to + column] = (out[to + column] as number) + (rows[from + column] as number);
  }
}
