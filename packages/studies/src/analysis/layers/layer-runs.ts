import { mean } from '@tomoni/statistics';
import type { ScoredRun } from '../runs/scored-runs.js';
import type { LayerRun } from './compare-layers.js';

/** The runs of one model on one fold. */
interface Place {
  readonly place: Omit<LayerRun, 'score' | 'validation'>;
  readonly scores: number[];
  readonly selecting: number[];
}

/**
 * The runs of a sweep over layers, by model and fold, from trials of {@link layerSweep}: seeds of a fold are averaged; without folds, a seed stands for one.
 *
 * @param selecting scores of the same trials on the part that selects, by which the best layer is chosen
 *
 * @example
 * ```ts
 * import { compareLayers, layerRuns, type ScoredRun } from '@tomoni/studies';
 *
 * const run = (auxiliary: boolean, fold: number, score: number): ScoredRun => ({
 *   id: `${auxiliary}-${fold}`,
 *   arm: auxiliary ? 'layer 2' : 'layer 2, single-task',
 *   seed: 1,
 *   fold,
 *   parameters: { layer: 2, auxiliary },
 *   score,
 * });
 * const runs = [run(true, 0, 0.92), run(true, 1, 0.93), run(false, 0, 0.9), run(false, 1, 0.92)];
 * console.log(compareLayers(layerRuns(runs), { higherIsBetter: true, ratio: 1 / 8 }).layers[0]?.difference);
 * ```
 */
export function layerRuns(runs: Iterable<ScoredRun>, selecting: Iterable<ScoredRun> = []): LayerRun[] {
  const validation = new Map([...selecting].map(({ id, score }) => [id, score]));
  const places = new Map<string, Place>();
  for (const { id, seed, fold = seed, parameters, score } of runs) {
    const { layer, auxiliary } = parameters;
    if (typeof layer !== 'number' || typeof auxiliary !== 'boolean') continue;
    const place = { layer, model: auxiliary ? 'multi-task' : 'single-task', fold } as const;
    const key = JSON.stringify(place);
    const own: Place = places.get(key) ?? { place, scores: [], selecting: [] };
    own.scores.push(score);
    const selected = validation.get(id);
    if (selected !== undefined) own.selecting.push(selected);
    places.set(key, own);
  }
  return Array.from(places.values(), ({ place, scores, selecting: selected }) => ({
    ...place,
    score: mean(scores),
    ...(selected.length > 0 && { validation: mean(selected) }),
  }));
}
