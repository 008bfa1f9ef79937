import { requireKnownOptions, TomoniError, type TrialSpec } from '@tomoni/spec';
import { trial } from '../trials/trial.js';
import { type Repetitions, repetitionsOf } from './repetitions.js';

/** Parameters of a trial of a layer sweep. */
export type LayerParameters = {
  /** The layer that the auxiliary task reads, and that is trained beside the main task's. */
  readonly layer: number;
  /** Whether there is an auxiliary task; without one the same layers are trained. */
  readonly auxiliary: boolean;
};

/** Options of {@link layerSweep}. */
export interface LayerSweepOptions extends Repetitions {
  /** Whether each layer has a single-task model that trains the same layers, with the same folds and seeds. Default `true`. */
  readonly singleTask?: boolean;
}

/**
 * The auxiliary task on each layer, and beside it the single-task model that trains the same layers: the arms `layer 2` and
 * `layer 2, single-task`.
 *
 * @param layers a number of them, counted from 1, or the layers themselves
 * @throws TomoniError `invalid-argument` where a layer is not a whole number from 0 on
 *
 * @example
 * ```ts
 * import { layerSweep } from '@tomoni/studies';
 *
 * const trials = layerSweep(12, { folds: 10 });
 * console.log(trials.length); // 12 layers × 2 models × 10 folds
 * ```
 */
export function layerSweep(
  layers: number | readonly number[],
  options: LayerSweepOptions = {},
): TrialSpec<LayerParameters>[] {
  requireKnownOptions('layerSweep()', options, ['singleTask', 'seeds', 'folds']);
  const { singleTask = true } = options;
  const repetitions = repetitionsOf(options);
  const all = typeof layers === 'number' ? Array.from({ length: layers }, (_, i) => i + 1) : layers;
  requireLayers(all);
  return all.flatMap((layer) =>
    (singleTask ? [true, false] : [true]).flatMap((auxiliary) =>
      repetitions.map((repetition) =>
        trial<LayerParameters>({
          arm: auxiliary ? `layer ${layer}` : `layer ${layer}, single-task`,
          ...repetition,
          parameters: { layer, auxiliary },
        }),
      ),
    ),
  );
}

function requireLayers(layers: readonly number[]): void {
  const wrong = layers.find((layer) => !Number.isInteger(layer) || layer < 0);
  if (wrong === undefined && layers.length > 0) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what:
      wrong === undefined ? 'There are no layers.' : `The layer ${wrong} is not a whole number from 0 on.`,
    remedy: 'Name layers such as 1 to 12; 0 is the embeddings.',
  });
}
