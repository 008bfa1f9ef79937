import { join } from 'node:path';
import { writeFileDurably, writeSafetensors } from '@tomoni/data';
import { writeEncoder } from '@tomoni/encoders';
import type { NamedVariables, TrainingHistory } from '@tomoni/spec';
import { type FittedTask, headOwner } from '../data/fitted-task.js';
import type { Network } from '../network/network.js';
import { type NamedVariable, readVariables } from '../network/variables.js';
import type { Plan } from '../plan/plan.js';
import { writeExactJson } from './exact-json.js';
import { describeModel } from './model-file.js';

/** Names of the files of a model folder that are not the tokenizer's. */
export const files = {
  encoder: 'model.safetensors',
  heads: 'heads.safetensors',
  model: 'tomoni.json',
} as const;

/**
 * Writes a model into a folder that is there: the encoder in the Hugging Face layout, the heads beside it. Where a plan of
 * one task has come to share hard, the encoder is written as that task has it.
 *
 * @param tasks the tasks to write; heads of others are left out
 */
export async function writeModel(
  folder: string,
  plan: Plan,
  network: Network,
  tasks: readonly FittedTask[],
  history: TrainingHistory,
): Promise<void> {
  const merged = plan.sharing.kind === 'hard' && network.sharing.routing !== undefined;
  const weights = await network.encoder.weights(merged ? plan.main : undefined);
  const extras = await readVariables(headExtras(plan, network));
  await writeEncoder(folder, plan.encoder, new Map([...weights, ...extras]));
  const variables = headVariables(network, tasks);
  const kept = merged ? variables.filter(({ name }) => !name.startsWith('sharing/')) : variables;
  await writeSafetensors(join(folder, files.heads), await readVariables(kept));
  const model = describeModel(plan, tasks, history);
  await writeFileDurably(join(folder, files.model), writeExactJson(model));
}

/**
 * The variables of heads that read the last layer of the encoder as it is written, by the names that its family has for
 * them; where several heads have a name, the first one's.
 */
function headExtras({ encoder, sharing, tasks }: Plan, network: Network): NamedVariable[] {
  const plain = sharing.kind === 'hard' ? tasks.filter(({ layer }) => layer === encoder.config.depth) : [];
  const extras = plain.flatMap(({ name }) => Object.entries(network.head(name).extras ?? {}));
  return [...new Map(extras.reverse())].map(([name, variable]) => ({ name, variable }));
}

/** The variables outside the encoder that the tasks need, by the names they are saved under. */
export function headVariables(network: Network, tasks: readonly FittedTask[]): NamedVariable[] {
  const named = (prefix: string, variables: NamedVariables) =>
    Object.entries(variables).map(([name, variable]) => ({ name: `${prefix}/${name}`, variable }));
  return [
    ...named('sharing', network.sharing.variables),
    ...tasks
      .filter(({ plan }) => headOwner(plan) === plan.name)
      .flatMap(({ plan: { name } }) => named(`heads/${name}`, network.head(name).variables)),
  ];
}
