import type { ConformanceCase } from '../cases/conformance-case.js';
import { fittingCases } from './fitting.js';
import { gradientCases } from './gradients.js';
import { lossCases } from './loss.js';
import { memoryCases } from './memory.js';
import type { HeadConformanceOptions } from './options.js';
import { predictionCases } from './prediction.js';
import { headRig } from './rig.js';

/**
 * The contract of a head, clause by clause, tried with the labels given.
 *
 * @example
 * ```ts
 * import type { Head } from '@tomoni/spec';
 * import { type ConformanceCase, headConformance } from '@tomoni/testing';
 *
 * declare const stars: () => Head<number, number, { readonly mae: number }>;
 * declare const it: (name: string, run: () => Promise<void>) => void;
 *
 * const cases: readonly ConformanceCase[] = headConformance({
 *   head: stars(),
 *   labels: [1, 5, 3, undefined, 4, 2],
 *   wrongLabels: [6, Number.NaN],
 * });
 * for (const { name, run } of cases) it(name, run);
 * ```
 */
export function headConformance<Label, Prediction, Scores extends object>(
  options: HeadConformanceOptions<Label, Prediction, Scores>,
): readonly ConformanceCase[] {
  const rig = headRig(options);
  return [
    ...fittingCases(rig),
    ...lossCases(rig),
    ...gradientCases(rig),
    ...predictionCases(rig),
    ...memoryCases(rig),
  ];
}
