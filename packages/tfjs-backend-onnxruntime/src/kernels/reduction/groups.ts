/** A run of neighbouring dimensions that are all reduced, or all kept. */
export interface DimensionGroup {
  readonly size: number;
  readonly isReduced: boolean;
}

/** What a reduction makes of a shape. */
export interface Reduction {
  /** Shape of the result. */
  readonly shape: readonly number[];
  /** The shape in as few dimensions as possible, kept and reduced in turn. */
  readonly groups: readonly DimensionGroup[];
  /** How many elements become one. */
  readonly count: number;
}

/**
 * Plans a reduction.
 *
 * @param axes - dimensions that are reduced, none below 0
 * @param keepDims - whether they stay as dimensions of size 1
 */
export function planReduction(
  shape: readonly number[],
  axes: readonly number[],
  keepDims: boolean,
): Reduction {
  const result: number[] = [];
  const groups: { size: number; isReduced: boolean }[] = [];
  let count = 1;
  shape.forEach((size, axis) => {
    const isReduced = axes.includes(axis);
    if (isReduced) count *= size;
    if (!isReduced) result.push(size);
    else if (keepDims) result.push(1);
    if (size === 1) return;
    const last = groups.at(-1);
    if (last?.isReduced === isReduced) last.size *= size;
    else groups.push({ size, isReduced });
  });
  return { shape: result, groups, count };
}
