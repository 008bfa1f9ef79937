import {
  type ActivationCache,
  adam,
  classification,
  constant,
  contentWords,
  type Encoder,
  lambdas,
  lastLayers,
  layers,
  multitask,
} from 'tomoni';

/** What the models of a sweep start from and how they are trained. */
export interface Recipe {
  readonly encoder: Encoder;
  readonly learningRates: { readonly encoder: number; readonly heads: number };
  readonly maxEpochs: number;
  /** Epochs without a smaller validation loss of the topic after which training ends. */
  readonly patience: number;
}

/** Nouns, adverbs and adjectives, begin and inside of each, and the rest: seven labels that cost no human work. */
const words = contentWords({ language: 'ja' });

/** The topic alone, read from the last layer. Layer `k` and the last one are trained, as beside the content words. */
export function singleTask({ encoder, learningRates, maxEpochs, patience }: Recipe, k: number) {
  const { depth } = encoder.config;
  return multitask(encoder)
    .trainable(k === depth ? lastLayers(1) : layers(k, depth))
    .main('topic', classification())
    .optimizer(adam(learningRates))
    .schedule(constant())
    .stopping({ maxEpochs, patience });
}

/** The topic, and beside it the content words, read from layer `k`. */
export function multiTask(recipe: Recipe, k: number) {
  return singleTask(recipe, k)
    .auxiliary('words', words, { layer: k, dropout: 0.1 })
    .weighting(lambdas({ topic: 1, words: 0.5 }));
}

/** Both with a cache of the states below what is trained, which all trials share. */
export function learnerOf(recipe: Recipe, k: number, auxiliary: boolean, cache: ActivationCache) {
  return auxiliary ? multiTask(recipe, k).cache(cache) : singleTask(recipe, k).cache(cache);
}
