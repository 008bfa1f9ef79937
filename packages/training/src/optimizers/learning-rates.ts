import { TomoniError } from '@tomoni/spec';
import type { TrainedParameter } from './optimizer.js';

/** Learning rate of an encoder layer: `layer` is 0 for the embeddings and up to `depth` for the topmost one. */
export type LayerRate = (layer: number, depth: number) => number;

/** Learning rates by part of the network. */
export interface LearningRates {
  /** Learning rate of the encoder: one for all layers, or one per layer. */
  readonly encoder: number | LayerRate;
  /** Learning rate of the heads. */
  readonly heads: number;
  /** Learning rate of what lies between encoder and heads. Default: that of the heads. */
  readonly sharing?: number;
  /**
   * Factor from each encoder layer to the one below it, so that layer `l` of `L` learns at `encoder · layerDecay^(L − l)`.
   * Default 1. Source: Howard and Ruder, "Universal language model fine-tuning for text classification", ACL 2018.
   */
  readonly layerDecay?: number;
}

type Parameter = Omit<TrainedParameter, 'variable'>;

/** Learning rates, checked, with the function that looks them up. */
export interface ResolvedRates {
  readonly description: string;
  of(parameter: Parameter): number;
}

/** Reads what a user gave as learning rate: one number for everything, or rates by part. */
export function resolveRates(rates: number | LearningRates): ResolvedRates {
  if (typeof rates === 'number') {
    const rate = checkedRate(rates, 'learning rate');
    return { description: `learning rate ${rate}`, of: () => rate };
  }
  const { encoder, layerDecay = 1 } = rates;
  const heads = checkedRate(rates.heads, 'learning rate of the heads');
  const sharing = checkedRate(rates.sharing ?? heads, 'learning rate of the sharing');
  if (!(layerDecay > 0 && layerDecay <= 1))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The layer decay ${layerDecay} is not above 0 and at most 1.`,
      remedy: 'Give a factor such as 0.95, or leave it out.',
    });
  const ofLayer: LayerRate =
    typeof encoder === 'function'
      ? encoder
      : (
          (rate) => () =>
            rate
        )(checkedRate(encoder, 'learning rate of the encoder'));
  return {
    description: [
      `learning rates: encoder ${typeof encoder === 'function' ? 'by layer' : encoder}`,
      ...(layerDecay === 1 ? [] : [`× ${layerDecay} per layer downwards`]),
      `heads ${heads}`,
      ...(rates.sharing === undefined ? [] : [`sharing ${sharing}`]),
    ].join(', '),
    of({ group, layer, depth }) {
      if (group === 'heads') return heads;
      if (group === 'sharing') return sharing;
      const rate = checkedRate(ofLayer(layer, depth), `learning rate of layer ${layer}`);
      return rate * layerDecay ** (depth - layer);
    },
  };
}

function checkedRate(rate: number, what: string): number {
  if (Number.isFinite(rate) && rate >= 0) return rate;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `The ${what} is ${rate}, which is not a number from 0.`,
    remedy: 'Give a rate such as 5e-5.',
  });
}
