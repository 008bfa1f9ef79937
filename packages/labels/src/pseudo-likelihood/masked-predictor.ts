import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import {
  createRng,
  type Encoder,
  type EncoderConfig,
  type EncoderInstance,
  type Encoding,
  type Head,
  type HeadModule,
  type MaskedTokens,
  type NamedHostTensors,
  type ParameterSelection,
  type Positions,
  TomoniError,
} from '@tomoni/spec';
import { type MaskVocabulary, maskVocabulary } from '../masking/mask-vocabulary.js';

/** A head that restores masked tokens, such as `maskedLanguageModel()` of `@tomoni/heads`. */
export type MaskedLanguageModel = Head<MaskedTokens, unknown, object>;

type Module = HeadModule<MaskedTokens, unknown, object>;

/** A masked language model that is ready to be asked. */
export interface MaskedPredictor extends MaskVocabulary {
  /** Tokens that the encoder reads at most. */
  readonly longest: number;
  /** What the encoder makes of some positions of a batch: `[positions, hidden]`. */
  features(batch: readonly Encoding[], positions: Positions): Promise<Tensor2D>;
  /**
   * Log probabilities of one token of the vocabulary at each position: `[positions]`.
   *
   * @param features those of one batch or more: `[positions, hidden]` in all
   * @throws TomoniError `not-finite` where one of them is not a finite number
   */
  logProbabilities(features: readonly Tensor2D[], ids: Int32Array): Promise<Float32Array>;
  /** The weights of the encoder, by name. */
  weights(): Promise<NamedHostTensors>;
  dispose(): void;
}

/** From here down, probabilities lose digits: their logarithms are computed without them. */
const smallest = 1e-30;

/** Scores over the vocabulary that are in memory at once: few enough to stay in the processor's cache. */
const scoresAtOnce = 2 ** 21;

const frozen: ParameterSelection = {
  description: 'nothing',
  includes: () => false,
  check: () => undefined,
};

/** Where checkpoints of BERT, RoBERTa and DistilBERT keep the dense layer of their masked language model head. */
const pretrainedDecoder = /^(cls\.predictions|lm_head|vocab_transform)\b/;

/**
 * Makes an encoder and a head over its last layer ready to predict masked tokens; both as they were pretrained.
 *
 * @throws TomoniError `invalid-argument` where the encoder has no mask token, or its checkpoint no masked language model
 * head
 */
export function maskedPredictor(encoder: Encoder, head: MaskedLanguageModel): MaskedPredictor {
  const known = maskVocabulary(encoder);
  if (![...encoder.extras.keys()].some((name) => pretrainedDecoder.test(name)))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The checkpoint of the encoder '${encoder.config.name}' has no masked language model head, so it cannot say how likely a token is.`,
      remedy: 'Load a checkpoint that was pretrained by masked language modelling and kept its head.',
    });
  const instance = encoder.instantiate({ trainable: frozen, cache: false });
  try {
    const module = build(encoder, instance, head);
    return {
      ...known,
      longest: encoder.config.maxLength,
      features: (batch, positions) => read(instance, encoder.config, batch, positions),
      logProbabilities: (features, ids) => ask(module, encoder.config, features, ids),
      weights: () => instance.weights(),
      dispose: () => {
        module.dispose();
        instance.dispose();
      },
    };
  } catch (error) {
    instance.dispose();
    throw error;
  }
}

function build(encoder: Encoder, { tokenEmbeddings }: EncoderInstance, head: MaskedLanguageModel) {
  const { config, tokenizer, extras } = encoder;
  return head.fit([]).build({
    task: 'pseudo-likelihood',
    width: config.hiddenSize,
    rng: createRng(0),
    ...(config.layerNormEpsilon === undefined ? {} : { layerNormEpsilon: config.layerNormEpsilon }),
    ...(tokenizer === undefined ? {} : { vocabulary: tokenizer.vocabulary }),
    ...(tokenEmbeddings === undefined ? {} : { tokenEmbeddings }),
    pretrained: extras,
  });
}

async function read(
  instance: EncoderInstance,
  { depth: layer }: EncoderConfig,
  batch: readonly Encoding[],
  positions: Positions,
): Promise<Tensor2D> {
  const prepared = await instance.prepare(batch, { reads: [{ layer, read: 'positions', positions }] });
  try {
    return tf.tidy(() => instance.forward(prepared, { training: false }).at(layer, positions));
  } finally {
    prepared.dispose();
  }
}

async function ask(
  module: Module,
  { vocabularySize }: EncoderConfig,
  features: readonly Tensor2D[],
  ids: Int32Array,
): Promise<Float32Array> {
  const height = Math.max(1, Math.floor(scoresAtOnce / vocabularySize));
  const answers = tf.tidy(() => {
    const all = tf.concat2d([...features], 0);
    const parts: Tensor1D[] = [];
    for (let start = 0; start < ids.length; start += height) {
      const asked = ids.subarray(start, start + height);
      parts.push(tf.tidy(() => picked(module, tf.slice(all, [start, 0], [asked.length, -1]), asked)));
    }
    return tf.concat1d(parts);
  });
  const values = (await answers.data<'float32'>()).slice();
  answers.dispose();
  if (values.every(Number.isFinite)) return values;
  throw new TomoniError({
    code: 'not-finite',
    what: 'The masked language model gave a probability that is not a finite number.',
    remedy: 'Check the weights of the checkpoint.',
  });
}

/** Log probabilities of one token of the vocabulary in each row. */
function picked(module: Module, features: Tensor2D, ids: Int32Array): Tensor1D {
  const logits = module.logits(features, { training: false });
  const [rows, size] = logits.shape;
  const places = tf.tensor1d(
    ids.map((id, row) => row * size + id),
    'int32',
  );
  const at = (table: Tensor2D): Tensor1D => tf.gather(tf.reshape(table, [rows * size]), places);
  const probabilities = at(tf.softmax<Tensor2D>(logits));
  if (probabilities.dataSync<'float32'>().every((probability) => probability > smallest))
    return tf.log(probabilities);
  return tf.sub(at(logits), tf.logSumExp(logits, 1));
}
