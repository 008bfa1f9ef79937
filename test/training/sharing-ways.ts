import {
  adapters,
  cgc,
  conditionalLayerNorm,
  crossStitch,
  lora,
  mmoe,
  ple,
  scalarMix,
  softSharing,
} from '@tomoni/encoders';
import type { Sharing } from '@tomoni/spec';

/** Every way of sharing but the plain one. */
export const sharingWays: Readonly<Record<string, Sharing>> = {
  'scalar mix': scalarMix({ normalize: true, dropout: 0.2 }),
  mmoe: mmoe({ experts: 3, widths: [12, 10] }),
  cgc: cgc({ shared: 2, own: 1 }),
  ple: ple({ levels: 2, shared: 1, own: 1, widths: [12] }),
  'cross-stitch': crossStitch({ widths: [12] }),
  'soft, l2': softSharing({ tie: 'l2', strength: 0.01 }),
  'soft, trace norm': softSharing({ tie: 'trace norm', strength: 0.01 }),
  lora: lora({ rank: 2, alpha: 4, dropout: 0.1 }),
  'lora with shared A': lora({ rank: 2, shared: 'A' }),
  'houlsby adapters': adapters({ width: 4 }),
  'pfeiffer adapters': adapters({ width: 4, placement: 'pfeiffer' }),
  'layer adapters': adapters({ width: 4, placement: 'layer' }),
  'conditional layer norm': conditionalLayerNorm({ embedding: 3 }),
};
