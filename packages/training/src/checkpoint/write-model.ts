import { join } from 'node:path';
import { writeFileDurably, writeSafetensors } from '@tomoni/data';
import type { TrainingHistory } from '@tomoni/spec';
import type { FittedTask } from '../data/fitted-task.js';
import type { Network } from '../network/network.js';
import { readVariables } from '../network/variables.js';
import type { Plan } from '../plan/plan.js';
import { describeModel } from './model-file.js';

/** Names of the files of a model folder that are not the tokenizer's. */
export const files = {
  encoder: 'model.safetensors',
  heads: 'heads.safetensors',
  model: 'tomoni.json',
} as const;

/**
 * Writes a model into a folder that is there: the encoder in the Hugging Face layout, the heads beside it.
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
  for (const [name, content] of plan.encoder.files()) await writeFileDurably(join(folder, name), content);
  await writeSafetensors(join(folder, files.encoder), await network.encoder.weights(), {
    metadata: { format: 'pt' },
  });
  await writeSafetensors(join(folder, files.heads), await readVariables(headVariables(network, tasks)));
  const model = describeModel(plan, tasks, history);
  await writeFileDurably(join(folder, files.model), `${JSON.stringify(model, null, 2)}\n`);
}

/** The variables outside the encoder that the tasks need, by the names they are saved under. */
export function headVariables(network: Network, tasks: readonly FittedTask[]) {
  const heads = new Set(tasks.map(({ plan }) => network.head(plan.name)));
  const own = [...heads].flatMap((head) => Object.values(head.variables));
  const wanted = new Set([...own, ...Object.values(network.sharing.variables)]);
  return network.parameters.filter(({ variable }) => wanted.has(variable));
}
