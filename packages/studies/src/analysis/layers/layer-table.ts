import { decimalFormat, pValueFormat, spreadFormat, type Table, table } from '@tomoni/statistics';
import type { LayerSweepAnalysis } from './compare-layers.js';

/** Options of {@link layerTable}. */
export interface LayerTableOptions {
  /** Name of the score, such as `accuracy`. */
  readonly metric: string;
  /** Decimals of the scores. Default: 3. */
  readonly digits?: number;
  readonly caption?: string;
}

/**
 * The table of a sweep over layers: both models, their difference, and both tests as they are and after the correction over layers.
 *
 * @example
 * ```ts
 * import { toMarkdown } from '@tomoni/statistics';
 * import { compareLayers, layerTable } from '@tomoni/studies';
 *
 * const runs = [0, 1, 2].flatMap((fold) => [
 *   { layer: 2, model: 'multi-task', fold, score: 0.92 + 0.01 * fold } as const,
 *   { layer: 2, model: 'single-task', fold, score: 0.91 + 0.008 * fold } as const,
 * ]);
 * const sweep = compareLayers(runs, { higherIsBetter: true, ratio: 1 / 8 });
 * console.log(toMarkdown(layerTable(sweep, { metric: 'accuracy' })));
 * ```
 */
export function layerTable({ layers, best }: LayerSweepAnalysis, options: LayerTableOptions): Table {
  const { metric, digits = 3, caption } = options;
  const incomplete = layers.filter(({ unpaired }) => unpaired.length > 0);
  return table({
    ...(caption === undefined ? {} : { caption }),
    columns: {
      layer: { name: 'Layer' },
      folds: { name: 'Folds' },
      multi: { name: `${metric}, multi-task`, format: spreadFormat(digits) },
      single: { name: 'single-task', format: spreadFormat(digits) },
      difference: { name: 'Difference', format: decimalFormat(digits) },
      paired: { name: 'p, paired', format: pValueFormat(4) },
      corrected: { name: 'p, corrected for folds', format: pValueFormat(4) },
      adjusted: { name: 'and over layers', format: pValueFormat(4) },
    },
    rows: layers.map((each) => ({
      layer: each.layer,
      folds: each.folds.length,
      multi: each.multi,
      single: each.single,
      difference: each.difference,
      paired: each.paired?.pValue,
      corrected: each.corrected?.pValue,
      adjusted: each.adjusted?.corrected,
    })),
    notes: [
      'Mean ± standard deviation over folds. The paired t-test takes folds to be independent, which they are not: they share training data.',
      ...layers.flatMap(({ layer, untested }) =>
        untested === undefined ? [] : [`Layer ${layer}: ${untested}`],
      ),
      ...incomplete.map(
        ({ layer, unpaired }) => `Layer ${layer} lacks one model of fold ${unpaired.join(', ')}.`,
      ),
      best === undefined
        ? 'No layer is called the best, for want of validation scores.'
        : `Layer ${best.layer} was chosen on validation.`,
    ],
  });
}
