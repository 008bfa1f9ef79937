import { requireKnownOptions, type Sharing } from '@tomoni/spec';
import { requireCount, requireWidths } from '../contract/options.js';
import { featureSharing } from '../features/feature-network.js';
import { expertNetwork } from './expert-network.js';

/** The experts of {@link cgc}. */
export interface CgcOptions {
  /** Experts that all tasks share. */
  readonly shared: number;
  /** Experts of each task. */
  readonly own: number;
  /** Width of each layer of an expert. Default: one layer as wide as the encoder. */
  readonly widths?: readonly number[];
}

/**
 * Customized gate control: each task mixes experts of its own with shared ones.
 *
 * Source: Tang et al., "Progressive Layered Extraction (PLE): A Novel Multi-Task Learning Model for Personalized
 * Recommendations", RecSys 2020.
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range; before training, where tasks read layers of
 *   different widths
 *
 * @example
 * ```ts
 * import { cgc } from '@tomoni/encoders';
 *
 * const sharing = cgc({ shared: 2, own: 1 });
 * console.log(sharing.kind); // cgc
 * ```
 */
export function cgc(given: CgcOptions): Sharing {
  requireKnownOptions('cgc()', given, ['shared', 'own', 'widths']);
  const { shared, own, widths } = given;
  requireCount(shared, 'The number of shared experts');
  requireCount(own, 'The number of experts of a task');
  requireWidths(widths, 'an expert');
  return featureSharing({
    kind: 'cgc',
    options: { shared, own, ...(widths === undefined ? {} : { widths: [...widths] }) },
    network: (input, { tasks }) =>
      expertNetwork(input, {
        tasks: tasks.map(({ task }) => task),
        levels: 1,
        shared,
        own,
        widths: widths ?? [input],
      }),
  });
}
