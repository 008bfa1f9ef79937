import { classesOf } from './class-labels.js';

/**
 * NCE: the negative conditional entropy of the target's labels given the source's, in nats; 0 where one follows from the other.
 *
 * Source: Tran, Nguyen and Hassner, "Transferability and hardness of supervised classification tasks", ICCV 2019.
 *
 * @param source labels (or predicted classes) of the source task, whole numbers from 0
 * @param target labels of the target task for the same texts
 * @throws TomoniError `invalid-data` where the lists do not fit together
 *
 * @example
 * ```ts
 * import { nce } from '@tomoni/studies';
 *
 * console.log(nce([0, 0, 1, 1, 0], [0, 0, 1, 1, 1])); // −0.3819…
 * ```
 */
export function nce(source: ArrayLike<number>, target: ArrayLike<number>): number {
  const targets = classesOf(target, source.length);
  const counts = new Map<number, Float64Array>();
  for (let text = 0; text < source.length; text++) {
    const z = source[text] as number;
    const own = counts.get(z) ?? new Float64Array(targets.count);
    const y = targets.of[text] as number;
    own[y] = (own[y] as number) + 1;
    counts.set(z, own);
  }
  let sum = 0;
  for (const own of counts.values()) {
    const total = own.reduce((all, count) => all + count, 0);
    for (const count of own) if (count > 0) sum += count * Math.log(count / total);
  }
  return sum / source.length;
}
