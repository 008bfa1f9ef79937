import type { LayerExplanation } from './explain-layers.js';
import type { ViewExplanation } from './explain-views.js';
import type { AnyEncoder, Plan } from './plan.js';

/** Floating-point operations of the encoder for one text, all views together; heads, and what lies between, are left out. */
export interface OperationExplanation {
  /** Tokens of the text. */
  readonly tokens: number;
  /** Of frozen layers whose states are kept: once per text. */
  readonly once: number;
  /** Of frozen layers in every step: without a cache, and for altered inputs, which may be drawn anew each time. */
  readonly frozen: number;
  /** Of the recorded layers, forward. */
  readonly forward: number;
  /** Of the recorded layers, backward: through what is trained, and down to the lowest layer with a trained parameter. */
  readonly backward: number;
  /** Of a loop that runs every layer at every token in every step, and trains the same parameters. */
  readonly whole: number;
  /** Bytes in the cache. */
  readonly cacheBytes: number;
}

/** The share of a text's tokens that are read where a generator alters them: what masking usually takes. */
const alteredShare = 0.15;

/** Counts what a plan computes for a text of some tokens. */
export function countOperations(
  { encoder, tasks }: Plan,
  views: readonly ViewExplanation[],
  layers: LayerExplanation,
  tokens: number,
): OperationExplanation {
  const total = { tokens, once: 0, frozen: 0, forward: 0, backward: 0, whole: 0, cacheBytes: 0 };
  const lowest = layers.recorded[0] ?? Number.POSITIVE_INFINITY;
  /** Backward passes through a layer cost as much as forward ones, for its weights and for the states below it. */
  const passes = (layer: number) =>
    layer < lowest ? 0 : Number(layers.trained.includes(layer)) + Number(layer !== lowest);
  const readers = (view: ViewExplanation, layer: number) =>
    layers.perTask.includes(layer)
      ? tasks.filter((task) => view.tasks.includes(task.name) && task.layer >= layer).length
      : 1;
  for (const view of views) {
    for (let layer = 0; layer <= encoder.config.depth; layer++) {
      const whole = operationsOf(encoder, layer, tokens, tokens);
      total.whole += whole * (1 + (layer <= view.top ? passes(layer) : 0));
      if (layer > view.top) continue;
      const once = layer < view.top ? whole : operationsOf(encoder, layer, tokens, queriesOf(view, tokens));
      const own = once * readers(view, layer);
      if (layer >= lowest) total.forward += own;
      else if (layers.cached && !view.altered) total.once += own;
      else total.frozen += own;
      total.backward += own * passes(layer);
    }
    if (layers.cached && !view.altered) total.cacheBytes += cacheBytes(encoder, tasks, view, layers, tokens);
  }
  return total;
}

function queriesOf({ topTokens, altered }: ViewExplanation, tokens: number): number {
  if (topTokens === 'first') return 1;
  return topTokens === 'positions' && altered ? Math.ceil(alteredShare * tokens) : tokens;
}

/** What the encoder says, or two operations per weight and token. */
function operationsOf(encoder: AnyEncoder, layer: number, tokens: number, queries: number): number {
  if (encoder.operations !== undefined) return encoder.operations(layer, tokens, queries);
  return encoder.parameters
    .filter((parameter) => parameter.layer === layer && layer > 0 && parameter.shape.length === 2)
    .reduce((sum, { shape }) => sum + 2 * tokens * (shape[0] as number) * (shape[1] as number), 0);
}

function cacheBytes(
  { config }: AnyEncoder,
  tasks: Plan['tasks'],
  { top, tasks: names }: ViewExplanation,
  { frozen }: LayerExplanation,
  tokens: number,
): number {
  const highest = frozen.at(-1) ?? 0;
  const width = (layer: number) => 4 * (config.widths?.[layer] ?? config.hiddenSize);
  const whole = new Set(top > highest ? [highest] : []);
  let bytes = 0;
  for (const { name, layer, head } of tasks) {
    if (!names.includes(name) || layer > highest) continue;
    if ('sameHeadAs' in head || head.reads.over === 'tokens') whole.add(layer);
    else if (!whole.has(layer)) bytes += width(layer);
  }
  return [...whole].reduce((sum, layer) => sum + tokens * width(layer), bytes);
}
