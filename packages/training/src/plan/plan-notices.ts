import type { Plan } from './plan.js';

/** What the owner of a plan should know before it is run, in sentences. */
export function planNotices({ encoder, main, tasks, trainable, sharing }: Plan): string[] {
  const trained = encoder.parameters.filter((parameter) => trainable.includes(parameter));
  if (trained.length === 0 || sharing.kind !== 'hard') return [];
  const lowest = Math.min(...trained.map(({ layer }) => layer));
  return tasks
    .filter(({ layer }) => layer < lowest)
    .map(
      ({ name, layer }) =>
        `The task '${name}' reads layer ${layer}, and the lowest trained layer is ${lowest}: it trains its own head alone${name === main ? '' : ` and cannot help '${main}'`}.`,
    );
}
