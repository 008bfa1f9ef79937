/**
 * Visits all positions of a block in order, with their offsets in two arrays at once.
 *
 * @param sizes - of the block; none: one position
 * @param firstStrides - distances in the first array between neighbours of each dimension
 * @param secondStrides - those in the second array
 */
export function eachPosition(
  sizes: readonly number[],
  firstStrides: readonly number[],
  secondStrides: readonly number[],
  visit: (first: number, second: number, index: number) => void,
): void {
  const count = sizes.reduce((product, size) => product * size, 1);
  const position = new Array<number>(sizes.length).fill(0);
  let [first, second] = [0, 0];
  for (let index = 0; index < count; index++) {
    visit(first, second, index);
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      const size = sizes[axis] as number;
      const next = (position[axis] as number) + 1;
      first += firstStrides[axis] as number;
      second += secondStrides[axis] as number;
      if (next < size) {
        position[axis] = next;
        break;
      }
      position[axis] = 0;
      first -= size * (firstStrides[axis] as number);
      second -= size * (secondStrides[axis] as number);
    }
  }
}

/** Distances between neighbours of each dimension, in an array that lists the last dimension without gaps. */
export function denseStrides(sizes: readonly number[]): number[] {
  const strides = new Array<number>(sizes.length);
  let stride = 1;
  for (let axis = sizes.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= sizes[axis] as number;
  }
  return strides;
}
