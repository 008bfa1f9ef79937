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

/** What the models of a sweep start from, and how they are trained. */
export interface Recipe {
  readonly encoder: Encoder;
  /** What of the last layer the topic is read from: the first token, or the mean over all. */
  readonly pooling: 'first' | 'mean';
  readonly learningRates: { readonly encoder: number; readonly heads: number };
  readonly maxEpochs: number;
  /** Epochs without a smaller validation loss of the topic after which training ends. */
  readonly patience: number;
}

/** As the source document trains BERT-base. */
export function pretrainedRecipe(encoder: Encoder): Recipe {
  return {
    encoder,
    pooling: 'first',
    learningRates: { encoder: 5e-5, heads: 1e-4 },
    maxEpochs: 100,
    patience: 10,
  };
}

/** For an encoder that has seen a thousand texts: steps are larger and fewer, and its first token has nothing to tell yet. */
export function smallRecipe(encoder: Encoder): Recipe {
  return {
    encoder,
    pooling: 'mean',
    learningRates: { encoder: 2e-3, heads: 4e-3 },
    maxEpochs: 10,
    patience: 3,
  };
}

/** Nouns, adverbs and adjectives, begin and inside of each, and the rest: seven labels that cost no human work. */
const words = contentWords({ language: 'ja' });

/** The topic alone, read from the last layer. Layer `k` and the last one are trained, as beside the content words. */
export function singleTask({ encoder, pooling, learningRates, maxEpochs, patience }: Recipe, k: number) {
  const { depth } = encoder.config;
  return multitask(encoder)
    .trainable(k === depth ? lastLayers(1) : layers(k, depth))
    .main('topic', classification({ pooling }))
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

/** Either, with a cache of the states of frozen layers that all trials share. */
export function learnerOf(
  recipe: Recipe,
  { layer, auxiliary }: { readonly layer: number; readonly auxiliary: boolean },
  cache: ActivationCache,
) {
  return auxiliary ? multiTask(recipe, layer).cache(cache) : singleTask(recipe, layer).cache(cache);
}
