import { bytesText } from './bytes-text.js';
import type { Explanation } from './explain.js';
import type { ViewExplanation } from './explain-views.js';

/** An explanation as text. */
export function printExplanation({
  tasks,
  views,
  layers,
  parameters,
  operations,
  settings,
  notices,
}: Omit<Explanation, 'toString'>): string {
  const frozen = layers.cached ? 'frozen, run once per text and kept' : 'frozen, run off the tape';
  const redrawn = views.some(({ altered }) => altered) ? ', but for inputs that are drawn anew' : '';
  const { tokens, whole } = operations;
  const repeated = operations.frozen + operations.forward + operations.backward;
  return [
    'Tasks',
    ...tasks.map(
      ({ name, role, head, layer, dropout, labels }) =>
        `  ${name} (${role}): ${head} on layer ${layer}, dropout ${dropout}, labels from ${labels}`,
    ),
    `Views: ${views.length} forward ${views.length === 1 ? 'pass' : 'passes'} per batch`,
    ...views.map((view) => `  ${view.input}: ${view.tasks.join(', ')}; ${extent(view)}`),
    'Layers (0 are the embeddings)',
    `  ${frozen}: ${ranges(layers.frozen)}`,
    ...(layers.cached
      ? [`  the cache takes ${bytesText(operations.cacheBytes)} for a text of ${tokens} tokens${redrawn}`]
      : []),
    `  run on the tape: ${ranges(layers.recorded)}`,
    `  with trained parameters: ${ranges(layers.trained)}`,
    ...(layers.perTask.length === 0 ? [] : [`  run for each task by itself: ${ranges(layers.perTask)}`]),
    `  not run: ${ranges(layers.skipped)}`,
    `Encoder: ${short(parameters.encoder)} parameters, ${short(parameters.trained)} trained${parameters.sharing === 0 ? '' : `, and ${short(parameters.sharing)} between it and the tasks`}; ${bytesText(parameters.bytes)} with gradients and optimizer`,
    `Operations for a text of ${tokens} tokens`,
    ...(layers.cached ? [`  frozen, once: ${short(operations.once)}`] : []),
    `  ${layers.cached ? 'frozen, in every step' : 'frozen'}: ${short(operations.frozen)}`,
    `  forward: ${short(operations.forward)}`,
    `  backward: ${short(operations.backward)}`,
    `  every layer at every token would take ${short(whole)} in every step${repeated > 0 && whole > repeated ? `, ${times(whole / repeated)} as many` : ''}`,
    'Settings',
    ...Object.entries(settings).map(([name, value]) => `  ${name}: ${value}`),
    ...notices,
  ].join('\n');
}

function extent({ top, topTokens }: ViewExplanation): string {
  const at = {
    all: '',
    first: ', that one for the first token only',
    positions: ', that one at the positions read',
  };
  return `up to layer ${top}${at[topTokens]}`;
}

/** Whole numbers, neighbours joined: `0–3, 5`. */
function ranges(numbers: readonly number[]): string {
  const runs: number[][] = [];
  for (const number of numbers) {
    const last = runs.at(-1);
    if (last?.at(-1) === number - 1) last.push(number);
    else runs.push([number]);
  }
  return runs.length === 0
    ? 'none'
    : runs.map((run) => (run.length < 3 ? run.join(', ') : `${run[0]}–${run.at(-1)}`)).join(', ');
}

function short(count: number): string {
  if (count < 1e4) return String(Math.round(count));
  if (count < 1e6) return `${(count / 1e3).toFixed(1)} k`;
  return count < 1e9 ? `${(count / 1e6).toFixed(2)} M` : `${(count / 1e9).toFixed(2)} G`;
}

function times(factor: number): string {
  return `${factor < 10 ? factor.toFixed(1) : factor.toFixed(0)} times`;
}
