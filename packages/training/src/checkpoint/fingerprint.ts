import { createHash } from 'node:crypto';
import { type NamedHostTensors, TomoniError } from '@tomoni/spec';
import type { DataSet } from '../data/data-set.js';
import type { Network } from '../network/network.js';
import type { RunData } from '../run/prepare-run.js';
import { describeTask } from './model-file.js';

/** What must be equal for a run to be continued. How long it runs, and its patience, may change. */
export interface Fingerprint {
  readonly seed: number;
  readonly training: string;
  readonly validation: string;
  readonly tasks: string;
  /** Of the weights that the run began with, which a checkpoint holds where they are frozen. */
  readonly encoder: string;
  readonly sharing: string;
  readonly parameters: string;
  readonly weighting: string;
  readonly optimizer: string;
  readonly schedule: string;
  readonly batching: string;
  /** What chooses the best state, and when it is looked for. */
  readonly selection: string;
}

/** The fingerprint of a run whose network has its initial weights. */
export async function fingerprintOf(
  { plan, tasks, training, validation, seed }: RunData,
  network: Network,
): Promise<Fingerprint> {
  const { monitor, minDelta, evaluateEvery, restoreBest } = plan.stopping;
  const trained = network.parameters.map(({ name, variable }) => `${name} [${variable.shape}]`);
  return {
    seed,
    training: hashSets(training),
    validation: hashSets(validation),
    tasks: hash(JSON.stringify(tasks.map(describeTask))),
    encoder: hashWeights(await network.encoder.weights()),
    sharing: JSON.stringify([plan.sharing.kind, plan.sharing.toJSON()]),
    parameters: hash(trained.join('\n')),
    weighting: plan.weighting.description,
    optimizer: plan.optimizer.description,
    schedule: `${plan.schedule.description}, clipped at ${plan.clipNorm ?? 'nothing'}`,
    batching: JSON.stringify([
      plan.batching,
      plan.frozenDropout,
      plan.sampling?.description ?? null,
      plan.taskStopping?.description ?? null,
      plan.tasks.map(({ data }) => data?.batchSize ?? null),
    ]),
    selection: JSON.stringify([monitor, minDelta, evaluateEvery, restoreBest]),
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
      sum.update(`${task}:${source.drawn ? '' : JSON.stringify(source.labels)}`);
  }
  return sum.digest('hex');
}

function hashWeights(weights: NamedHostTensors): string {
  const sum = createHash('sha256');
  for (const [name, { data }] of weights) sum.update(`${name}:`).update(data);
  return sum.digest('hex');
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
