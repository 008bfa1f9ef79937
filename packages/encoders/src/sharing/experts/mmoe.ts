import { requireKnownOptions, type Sharing } from '@tomoni/spec';
import { requireCount, requireWidths } from '../contract/options.js';
import { featureSharing } from '../features/feature-network.js';
import { expertNetwork } from './expert-network.js';

/** The experts of {@link mmoe}. */
export interface MmoeOptions {
  /** Number of experts. */
  readonly experts: number;
  /** Width of each layer of an expert. Default: one layer as wide as the encoder. */
  readonly widths?: readonly number[];
}

/**
 * Multi-gate mixture of experts: all tasks share the experts, dense layers with ReLU over the vectors that their heads
 * read, and each mixes them by a gate of its own.
 *
 * Source: Ma et al., "Modeling Task Relationships in Multi-task Learning with Multi-gate Mixture-of-Experts", KDD 2018.
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range; before training, where tasks read layers of
 *   different widths
 *
 * @example
 * ```ts
 * import { mmoe } from '@tomoni/encoders';
 *
 * const sharing = mmoe({ experts: 4, widths: [128] });
 * console.log(sharing.toJSON()); // { experts: 4, widths: [128] }
 * ```
 */
export function mmoe(given: MmoeOptions): Sharing {
  requireKnownOptions('mmoe()', given, ['experts', 'widths']);
  const { experts, widths } = given;
  requireCount(experts, 'The number of experts');
  requireWidths(widths, 'an expert');
  return featureSharing({
    kind: 'mmoe',
    options: { experts, ...(widths === undefined ? {} : { widths: [...widths] }) },
    network: (input, { tasks }) =>
      expertNetwork(input, {
        tasks: tasks.map(({ task }) => task),
        levels: 1,
        shared: experts,
        own: 0,
        widths: widths ?? [input],
      }),
  });
}
