import type { ScoreTable } from '@tomoni/spec';
import type { DataSet } from '../data/data-set.js';
import type { EvaluationOptions, Scores } from '../model/trained-model.js';
import type { Network } from '../network/network.js';
import { type RunOptions, runNetwork } from './run-network.js';

/** Scores tasks on labelled data sets: for each task what its head's meter gives, and its mean loss. */
export async function score(
  network: Network,
  sets: readonly DataSet[],
  tasks: readonly string[],
  { examples, ...options }: RunOptions & Pick<EvaluationOptions, 'examples'>,
): Promise<Scores> {
  const meters = new Map(
    tasks.map((task) => [task, { meter: network.head(task).meter(), loss: 0, weight: 0 }]),
  );
  for (const set of sets)
    for await (const { task, rows, labels, predictions, encodings, loss, weight } of runNetwork(
      network,
      set,
      tasks.filter((name) => set.labels.has(name)),
      options,
    )) {
      const total = meters.get(task);
      if (total === undefined) continue;
      examples?.({ task, rows, labels, predictions });
      total.meter.add({ labels, predictions, encodings, loss, weight });
      total.loss += loss;
      total.weight += weight;
    }
  return Object.fromEntries(
    [...meters].map(([task, { meter, loss, weight }]) => [
      task,
      { ...(meter.scores() as object), loss: weight > 0 ? loss / weight : Number.NaN },
    ]),
  );
}

/** The scores that are plain numbers. */
export function numericScores(scores: Scores): ScoreTable {
  return Object.fromEntries(
    Object.entries(scores).map(([task, values]) => [
      task,
      Object.fromEntries(Object.entries(values).filter(([, value]) => typeof value === 'number')),
    ]),
  );
}
