/** A change of the order of dimensions. */
export interface Permutation {
  /** Sizes before. */
  readonly sizes: readonly number[];
  /** For each dimension after, which one it was before. */
  readonly order: readonly number[];
}

/** The same permutation in as few dimensions as possible: those that stay together become one. */
export function planPermutation(shape: readonly number[], perm: readonly number[]): Permutation {
  const groups: number[][] = [];
  for (const axis of perm) {
    if (shape[axis] === 1) continue;
    const previous = groups.at(-1)?.at(-1);
    const isNeighbour = previous !== undefined && between(shape, previous, axis);
    if (isNeighbour) (groups.at(-1) as number[]).push(axis);
    else groups.push([axis]);
  }
  const before = [...groups].sort(([a], [b]) => (a as number) - (b as number));
  return {
    sizes: before.map((axes) => axes.reduce((product, axis) => product * (shape[axis] as number), 1)),
    order: groups.map((axes) => before.indexOf(axes)),
  };
}

/** Whether nothing but dimensions of size 1 lies between two. */
function between(shape: readonly number[], first: number, second: number): boolean {
  return first < second && shape.slice(first + 1, second).every((size) => size === 1);
}
