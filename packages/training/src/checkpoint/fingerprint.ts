import { createHash } from 'node:crypto';
import { TomoniError } from '@tomoni/spec';
import type { DataSet } from '../data/data-set.js';
import type { FittedTask } from '../data/fitted-task.js';
import type { Network } from '../network/network.js';
import type { Plan } from '../plan/plan.js';
import { describeTask } from './model-file.js';

/** What must be equal for a run to be continued bit for bit. How long it runs may change. */
export interface Fingerprint {
  readonly seed: number;
  readonly training: string;
  readonly validation: string;
  readonly tasks: string;
  readonly parameters: string;
  readonly weighting: string;
  readonly optimizer: string;
  readonly schedule: string;
  readonly batching: string;
}

/** The fingerprint of a run. */
export function fingerprintOf(
  plan: Plan,
  tasks: readonly FittedTask[],
  network: Network,
  training: readonly DataSet[],
  validation: readonly DataSet[],
  seed: number,
): Fingerprint {
  const trained = network.parameters.map(({ name, variable }) => `${name} [${variable.shape}]`);
  return {
    seed,
    training: hashSets(training),
    validation: hashSets(validation),
    tasks: hash(JSON.stringify(tasks.map(describeTask))),
    parameters: hash(trained.join('\n')),
    weighting: plan.weighting.description,
    optimizer: plan.optimizer.description,
    schedule: `${plan.schedule.description}, clipped at ${plan.clipNorm ?? 'nothing'}`,
    batching: JSON.stringify(plan.batching),
  };
}

/** @throws TomoniError `mismatch` naming what differs between a checkpoint and the run that would go on from it */
export function requireSameRun(saved: Fingerprint, current: Fingerprint, folder: string): void {
  const names = Object.keys(current) as (keyof Fingerprint)[];
  const changed = names.filter((name) => saved[name] !== current[name]);
  if (changed.length === 0) return;
  throw new TomoniError({
    code: 'mismatch',
    what: `The checkpoint is of a run that differs in: ${changed.join(', ')}.`,
    where: { file: folder },
    remedy: 'Give another folder for checkpoints, or run with what the checkpoint was made with.',
  });
}

function hashSets(sets: readonly DataSet[]): string {
  const sum = createHash('sha256');
  for (const { texts, labels } of sets) {
    for (const { windows } of texts)
      for (const { ids, values } of windows) {
        sum.update(`${ids.length}:`).update(ids);
        if (values !== undefined) sum.update(values);
      }
    for (const [task, source] of labels)
      sum.update(`${task}${source.drawn ? '' : JSON.stringify(source.labels)}`);
  }
  return sum.digest('hex');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
