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
  /**
   * Log probabilities of tokens of the vocabulary at some positions of a batch: `[positions]`.
   *
   * @throws TomoniError `not-finite` where one of them is not a finite number
   */
  logProbabilities(batch: readonly Encoding[], positions: Positions, ids: Int32Array): Promise<Float32Array>;
  /** The weights of the encoder, by name. */
  weights(): Promise<NamedHostTensors>;
  dispose(): void;
}

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
      logProbabilities: (batch, positions, ids) =>
        ask(instance, module, encoder.config, { batch, positions, ids }),
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

interface Question {
  readonly batch: readonly Encoding[];
  readonly positions: Positions;
  readonly ids: Int32Array;
}

async function ask(
  instance: EncoderInstance,
  module: Module,
  { depth: layer, vocabularySize }: EncoderConfig,
  { batch, positions, ids }: Question,
): Promise<Float32Array> {
  const prepared = await instance.prepare(batch, { reads: [{ layer, read: 'positions', positions }] });
  try {
    const answers = tf.tidy(() => {
      const features = instance.forward(prepared, { training: false }).at(layer, positions);
      const slice = Math.max(1, Math.floor(scoresAtOnce / vocabularySize));
      const parts: Tensor1D[] = [];
      for (let start = 0; start < ids.length; start += slice) {
        const asked = ids.subarray(start, start + slice);
        parts.push(tf.tidy(() => picked(module, tf.slice(features, [start, 0], [asked.length, -1]), asked)));
      }
      return parts.length === 1 ? (parts[0] as Tensor1D) : tf.concat1d(parts);
    });
    const values = (await answers.data<'float32'>()).slice();
    answers.dispose();
    if (values.every(Number.isFinite)) return values;
    throw new TomoniError({
      code: 'not-finite',
      what: 'The masked language model gave a probability that is not a finite number.',
      remedy: 'Check the weights of the checkpoint.',
    });
  } finally {
    prepared.dispose();
  }
}

/** Log probabilities of one token of the vocabulary in each row. */
function picked(module: Module, features: Tensor2D, ids: Int32Array): Tensor1D {
  const logits = module.logits(features, { training: false });
  const [rows, size] = logits.shape;
  const places = tf.tensor1d(
    ids.map((id, row) => row * size + id),
    'int32',
  );
  const scores = tf.gather(tf.reshape(logits, [rows * size]), places);
  return tf.sub(scores, tf.logSumExp(logits, 1));
}
