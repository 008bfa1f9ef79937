import type { Plan } from './plan.js';
import { trainedParameters } from './trained-parameters.js';

/** What the owner of a plan should know before it is run, in sentences. */
export function planNotices(plan: Plan): string[] {
  const { main, tasks, sharing } = plan;
  const trained = trainedParameters(plan);
  if (trained.length === 0 || sharing.kind !== 'hard') return [];
  const lowest = Math.min(...trained.map(({ layer }) => layer));
  return tasks
    .filter(({ layer }) => layer < lowest)
    .map(
      ({ name, layer }) =>
        `The task '${name}' reads layer ${layer}, and the lowest trained layer is ${lowest}: it trains its own head alone${name === main ? '' : ` and cannot help '${main}'`}.`,
    );
}
