import type { ViewExplanation } from './explain-views.js';
import type { Plan } from './plan.js';
import { sharingLayout } from './sharing-plan.js';
import { trainedParameters } from './trained-parameters.js';

/** What becomes of each layer; layer 0 are the embeddings. */
export interface LayerExplanation {
  /** Layers below everything trained: run off the tape, nothing of them is kept for a gradient. */
  readonly frozen: readonly number[];
  /** Whether what frozen layers give of a text is kept for the next time: they are then run once per text. */
  readonly cached: boolean;
  /** Layers run on the tape. */
  readonly recorded: readonly number[];
  /** Layers above all that is read: not run. */
  readonly skipped: readonly number[];
  /** Layers with a trained parameter. */
  readonly trained: readonly number[];
  /** Layers run once for each task that reads as far, as they or those below differ by task. */
  readonly perTask: readonly number[];
}

/** What a plan does with each layer. */
export function explainLayers(plan: Plan, views: readonly ViewExplanation[]): LayerExplanation {
  const { encoder, frozenDropout, cache } = plan;
  const routed = sharingLayout(plan)?.routed ?? [];
  const trained = new Set([...trainedParameters(plan).map(({ layer }) => layer), ...routed]);
  const all = Array.from({ length: encoder.config.depth + 1 }, (_, layer) => layer);
  const highest = Math.max(...views.map(({ top }) => top));
  const lowest = frozenDropout ? 0 : Math.min(...trained, highest + 1);
  const frozen = all.filter((layer) => layer < lowest && layer <= highest);
  return {
    frozen,
    cached: cache !== false && frozen.some((layer) => layer > 0),
    recorded: all.filter((layer) => layer >= lowest && layer <= highest),
    skipped: all.filter((layer) => layer > highest),
    trained: all.filter((layer) => trained.has(layer)),
    perTask: all.filter((layer) => layer >= (routed[0] ?? highest + 1) && layer <= highest),
  };
}
