import { copyRow } from '../rows/row.js';
import { denseStrides, eachPosition } from './positions.js';

/** Any typed array of numbers. */
type Numbers = Float32Array | Int32Array | Uint8Array;

/** Side of the square in which a matrix is turned, so that both sides stay in the cache. */
const TILE = 32;

/** Writes `x`, of the given sizes, into `out` with its dimensions in another order. */
export function permuteLoop(
  x: Numbers,
  out: Numbers,
  sizes: readonly number[],
  order: readonly number[],
): void {
  const rank = sizes.length;
  const strides = denseStrides(sizes);
  const outSizes = order.map((axis) => sizes[axis] as number);
  const xStrides = order.map((axis) => strides[axis] as number);
  const outStrides = denseStrides(outSizes);
  const last = order.indexOf(rank - 1);
  const isOuter = (_: number, axis: number) => axis !== last && axis !== rank - 1;
  const outer = [outSizes, xStrides, outStrides].map((list) => list.filter(isOuter)) as [
    number[],
    number[],
    number[],
  ];
  const columns = outSizes[rank - 1] as number;
  if (last === rank - 1) {
    eachPosition(...outer, (source, target) => copyRow(x, source, out, target, columns));
    return;
  }
  const rows = outSizes[last] as number;
  const columnStep = xStrides[rank - 1] as number;
  const rowStep = outStrides[last] as number;
  eachPosition(...outer, (source, target) =>
    turn(x, source, columnStep, out, target, rowStep, rows, columns),
  );
}

/** `out[row · rowStep + column] = x[column · columnStep + row]`, square by square. */
function turn(
  x: Numbers,
  source: number,
  columnStep: number,
  out: Numbers,
  target: number,
  rowStep: number,
  rows: number,
  columns: number,
): void {
  for (let top = 0; top < rows; top += TILE)
    for (let left = 0; left < columns; left += TILE) {
      const bottom = Math.min(top + TILE, rows);
      const right = Math.min(left + TILE, columns);
      for (let row = top; row < bottom; row++)
        for (let column = left; column < right; column++)
          out[target + row * rowStep + column] = x[source + column * columnStep + row] as number;
    }
}
