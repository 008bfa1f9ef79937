/** From this length on a row is copied by the engine. */
const COPIED_ROW = 32;

/** Adds `length` numbers from `from` on to those of `out` from `to` on. */
export function addRow(x: Float32Array, from: number, out: Float32Array, to: number, length: number): void {
  for (let i = 0; i < length; i++) out[to + i] = (out[to + i] as number) + (x[from + i] as number);
}

/** Copies `length` numbers from `from` on to `to`. */
export function copyRow<Numbers extends Float32Array | Int32Array | Uint8Array>(
  x: Numbers,
  from: number,
  out: Numbers,
  to: number,
  length: number,
): void {
  if (length >= COPIED_ROW) out.set(x.subarray(from, from + length), to);
  else for (let i = 0; i < length; i++) out[to + i] = x[from + i] as number;
}
