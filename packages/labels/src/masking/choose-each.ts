import type { Rng } from '@tomoni/spec';

/**
 * Each group of tokens on its own with its probability; where that chooses none, one is taken, each as likely as its
 * probability among the others'.
 */
export function chooseEach<Group>(
  groups: readonly Group[],
  probabilityOf: (group: number) => number,
  rng: Rng,
): readonly Group[] {
  const chosen = groups.filter((_, group) => rng.uniform() < probabilityOf(group));
  if (chosen.length > 0 || groups.length === 0) return chosen;
  const total = groups.reduce((sum, _, group) => sum + probabilityOf(group), 0);
  let rest = rng.uniform() * total;
  const index = groups.findIndex((_, group) => {
    rest -= probabilityOf(group);
    return rest < 0;
  });
  return [groups[index < 0 ? groups.length - 1 : index] as Group];
}
