import { TomoniError } from '@tomoni/spec';
import { classesOf } from './class-labels.js';

/**
 * LEEP: how well the labels follow from what a source model predicts, as a mean log-likelihood; 0 at best.
 *
 * Source: Nguyen et al., "LEEP: a new measure to evaluate transferability of learned representations", ICML 2020.
 *
 * @param predictions the source model's probabilities, one row per text
 * @param labels classes of the target task, whole numbers from 0
 * @throws TomoniError `invalid-data` where rows and labels do not fit together, or a row is no distribution
 *
 * @example
 * ```ts
 * import { leep } from '@tomoni/studies';
 *
 * console.log(leep([[0.9, 0.1], [0.8, 0.2], [0.3, 0.7], [0.2, 0.8]], [0, 0, 1, 1]));
 * ```
 */
export function leep(predictions: readonly ArrayLike<number>[], labels: ArrayLike<number>): number {
  const texts = predictions.length;
  const classes = classesOf(labels, texts);
  const sources = predictions[0]?.length ?? 0;
  predictions.forEach((row, index) => {
    requireDistribution(row, sources, index);
  });
  const joint = Array.from({ length: classes.count }, () => new Float64Array(sources));
  predictions.forEach((row, text) => {
    const own = joint[classes.of[text] as number] as Float64Array;
    for (let z = 0; z < sources; z++) own[z] = (own[z] as number) + (row[z] as number);
  });
  const totals = Float64Array.from({ length: sources }, (_, z) =>
    joint.reduce((sum, own) => sum + (own[z] as number), 0),
  );
  const sum = predictions.reduce((total, row, text) => {
    const own = joint[classes.of[text] as number] as Float64Array;
    let probability = 0;
    for (let z = 0; z < sources; z++)
      if ((totals[z] as number) > 0)
        probability += ((own[z] as number) / (totals[z] as number)) * (row[z] as number);
    return total + Math.log(probability);
  }, 0);
  return sum / texts;
}

function requireDistribution(row: ArrayLike<number>, length: number, index: number): void {
  const values = Array.from(row);
  const sum = values.reduce((total, value) => total + value, 0);
  if (values.length === length && values.every((value) => value >= 0) && Math.abs(sum - 1) < 1e-3) return;
  throw new TomoniError({
    code: 'invalid-data',
    what: `The predictions of a text are ${values.length} numbers with the sum ${sum}, not ${length} probabilities.`,
    where: { row: index },
    remedy: 'Give the probabilities of the source classes, which add up to 1.',
  });
}
