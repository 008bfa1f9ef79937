/** Numbers with a shape, row-major: what reference values are computed in. */
export interface NdArray {
  readonly shape: readonly number[];
  readonly data: Float64Array;
}

/** The array whose entry at each index is given by a function. */
export function build(
  shape: readonly number[],
  entry: (...index: [number, number, number, ...number[]]) => number,
): NdArray {
  const size = shape.reduce((product, length) => product * length, 1);
  const index = new Array<number>(shape.length).fill(0);
  const data = new Float64Array(size);
  for (let flat = 0; flat < size; flat++) {
    data[flat] = entry(...(index as [number, number, number]));
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis] = ((index[axis] as number) + 1) % (shape[axis] as number);
      if (index[axis] !== 0) break;
    }
  }
  return { shape, data };
}

/** An entry; along axes of length 1 every index is taken for 0, and surplus leading indices are dropped: as in broadcasting. */
export function at({ shape, data }: NdArray, ...index: readonly number[]): number {
  let flat = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    const length = shape[axis] as number;
    flat *= length;
    if (length > 1) flat += index[index.length - shape.length + axis] as number;
  }
  return data[flat] as number;
}

/** Sum of a function over 0 … `length` − 1. */
export function sum(length: number, entry: (i: number) => number): number {
  let total = 0;
  for (let i = 0; i < length; i++) total += entry(i);
  return total;
}

/** Entries that look random, the same every time, from −`scale` to `scale`. */
export function sample(shape: readonly number[], salt: number, scale = 1.5): NdArray {
  let state = salt * 7919 + 17;
  return build(shape, () => {
    state = (state * 16807) % 2147483647;
    return Math.fround(scale * ((2 * state) / 2147483647 - 1));
  });
}
