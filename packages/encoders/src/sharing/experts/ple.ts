import { requireKnownOptions, type Sharing } from '@tomoni/spec';
import { requireCount, requireWidths } from '../contract/options.js';
import { columnsOf, requireColumns } from '../features/columns.js';
import { featureSharing } from '../features/feature-network.js';
import type { CgcOptions } from './cgc.js';
import { expertNetwork } from './expert-network.js';

/** The experts of {@link ple}. */
export interface PleOptions extends CgcOptions {
  /** Levels of experts. */
  readonly levels: number;
  /** Tasks that have experts. Default: those of the plan; a model of some of its tasks names all, as it needs their experts. */
  readonly columns?: readonly string[];
}

/**
 * Progressive layered extraction: levels of task and shared experts, between which a gate per task and a shared gate
 * pass on what the experts found.
 *
 * Source: Tang et al., "Progressive Layered Extraction (PLE): A Novel Multi-Task Learning Model for Personalized
 * Recommendations", RecSys 2020.
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range; before training, where tasks read layers of
 *   different widths, or a task has no column
 *
 * @example
 * ```ts
 * import { ple } from '@tomoni/encoders';
 *
 * const sharing = ple({ levels: 2, shared: 2, own: 1 });
 * console.log(sharing.kind); // ple
 * ```
 */
export function ple(options: PleOptions): Sharing {
  requireKnownOptions('ple()', options, ['levels', 'columns', 'shared', 'own', 'widths']);
  const { levels, shared, own, widths, columns } = options;
  requireCount(levels, 'The number of levels');
  requireCount(shared, 'The number of shared experts');
  requireCount(own, 'The number of experts of a task');
  requireWidths(widths, 'an expert');
  requireColumns(columns);
  return {
    ...featureSharing({
      kind: 'ple',
      options: {
        levels,
        shared,
        own,
        ...(widths === undefined ? {} : { widths: [...widths] }),
        ...(columns === undefined ? {} : { columns: [...columns] }),
      },
      network: (input, plan) =>
        expertNetwork(input, {
          tasks: columnsOf(plan, columns),
          levels,
          shared,
          own,
          widths: widths ?? [input],
        }),
    }),
    reduced: (tasks) => ple({ ...options, columns: columns ?? tasks }),
  };
}
