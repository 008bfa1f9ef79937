import { isNumber } from '../heat-map/heat-map.js';
import { heatMapsSvg } from '../heat-map/heat-maps-svg.js';
import { cosineScale } from './cosine-scale.js';

/** How the gradients of tasks agree with that of the main task, layer by layer. */
export interface GradientConflicts {
  /** Names of the tasks, or of pairs of tasks. */
  readonly tasks: readonly string[];
  /** Names of the layers or other groups of shared parameters, from the lowest. */
  readonly layers: readonly (string | number)[];
  /** Cosine by task and layer, in [−1, 1]: below 0 the tasks pull apart. `NaN` or `null` where there is none. */
  readonly cosines: readonly (readonly (number | null)[])[];
}

/** Options of {@link gradientConflictsSvg}. */
export interface GradientConflictsOptions {
  /** Default: `Cosine of task gradients by layer`. */
  readonly title?: string;
  /** In pixels, at least 320. Default: 900. */
  readonly width?: number;
}

/**
 * Draws where the gradients of tasks conflict as an SVG document: tasks × layers, red where the cosine is negative, blue
 * where it is positive, always between −1 and 1.
 *
 * Source: Yu et al., "Gradient Surgery for Multi-Task Learning", NeurIPS 2020, calls a negative cosine a conflict.
 *
 * @example
 * ```ts
 * import { gradientConflictsSvg } from '@tomoni/visualization';
 *
 * const svg = gradientConflictsSvg({
 *   tasks: ['pos', 'ngrams'],
 *   layers: [1, 2],
 *   cosines: [
 *     [0.2, -0.1],
 *     [0.05, 0.3],
 *   ],
 * });
 * console.log(svg.length);
 * ```
 */
export function gradientConflictsSvg(
  { tasks, layers, cosines }: GradientConflicts,
  options: GradientConflictsOptions = {},
): string {
  const known = cosines.flat().filter(isNumber);
  const conflicts = known.filter((cosine) => cosine < 0).length;
  return heatMapsSvg(
    [
      {
        title: `${conflicts} of ${known.length} are conflicts: below 0`,
        rows: tasks,
        columns: layers.map(String),
        values: cosines,
        columnName: 'layer',
        ...cosineScale,
      },
    ],
    { title: 'Cosine of task gradients by layer', ...options },
  );
}
