/** How often each index from 0 to `size` − 1 stands in the list. */
export function countIndices(indices: readonly number[], size: number): number[] {
  const counts = new Array<number>(size).fill(0);
  for (const index of indices) counts[index] = (counts[index] as number) + 1;
  return counts;
}
