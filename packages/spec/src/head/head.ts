import type { Scalar, Tensor2D } from '@tensorflow/tfjs';
import type { Mode } from '../encoder/encoder.js';
import type { NamedHostTensors } from '../encoder/host-tensor.js';
import type { NamedVariables } from '../encoder/parameter.js';
import type { Json } from '../json.js';
import type { Rng } from '../random/rng.js';
import type { Encoding, Positions } from '../text/encoding.js';
import type { Vocabulary } from '../text/tokenizer.js';
import type { Meter } from './meter.js';
import type { Reads } from './reads.js';

/**
 * What turns features into one task's logits, loss and prediction: the options a user gave, nothing learnt yet.
 *
 * A head passes three stages: `Head` (options) → `fit` → {@link FittedHead} (options and what the training labels
 * taught, such as the classes; plain data) → `build` → {@link HeadModule} (with variables).
 *
 * @typeParam Label what a row carries, such as a number or the name of a class
 * @typeParam Prediction what the model answers for one text
 * @typeParam Scores what evaluation reports: an object of numbers and, beside them, tables
 */
export interface Head<Label, Prediction, Scores extends object> {
  /** Name of the kind, such as `classification`; written into checkpoints. */
  readonly kind: string;
  readonly reads: Reads;
  /**
   * Learns from the labels of the training part what has to be known before variables can be made.
   *
   * @throws TomoniError `invalid-data` where the labels cannot be learnt from, such as a single class
   */
  fit(labels: readonly (Label | undefined)[]): FittedHead<Label, Prediction, Scores>;
  /** Reads what `FittedHead.toJSON` wrote. */
  restore(saved: Json): FittedHead<Label, Prediction, Scores>;
}

/** A head that knows its label inventory. */
export interface FittedHead<Label, Prediction, Scores extends object> {
  readonly kind: string;
  readonly reads: Reads;
  /** The score that the task is judged by, such as `rmse`: early stopping and studies need not be told which way it is better. */
  readonly score: { readonly name: string; readonly better: 'higher' | 'lower' };
  /** Says in one sentence what is wrong with a label, `undefined` where nothing is. */
  check(label: Label): string | undefined;
  build(context: HeadContext): HeadModule<Label, Prediction, Scores>;
  /** Everything that `Head.restore` needs, without the weights. */
  toJSON(): Json;
}

/** What a head knows when its variables are made. */
export interface HeadContext {
  /** Name of the task. */
  readonly task: string;
  /** Width of the features: the columns of what `logits` is given. */
  readonly width: number;
  /** For the initial values. */
  readonly rng: Rng;
  /** What the encoder's layer normalisations add to the variance, where it has any. */
  readonly layerNormEpsilon?: number;
  /** Present for text encoders. */
  readonly vocabulary?: Vocabulary;
  /** Token embeddings `[vocabulary, hidden]` to tie a decoder to; borrowed, never disposed of by the head. */
  readonly tokenEmbeddings?: Tensor2D;
  /** Tensors of the encoder's checkpoint that do not belong to the encoder, such as `cls.predictions.bias`. */
  readonly pretrained: NamedHostTensors;
  /** Family of the encoder, such as `bert`. */
  readonly family?: string;
}

/** The labels of one batch as plain arrays; a head adds fields of its own. */
export interface LabelBatch {
  /** How much is labelled: the sum of the weights of the labelled texts, tokens or positions. 0 where nothing is. The trainer divides the loss by it, summed over the whole accumulation window. */
  readonly weight: number;
  /** For heads that read tokens: the positions that are labelled, one row of logits each. */
  readonly positions?: Positions;
}

/** A head with its variables. */
export interface HeadModule<Label, Prediction, Scores extends object, Batch extends LabelBatch = LabelBatch> {
  readonly variables: NamedVariables;
  /** Variables that the encoder's family has names for, by these: where the head reads the last layer as it is, they are saved with the encoder too, so that other programs find them. */
  readonly extras?: NamedVariables;
  /** Gathers the labels of a batch, `undefined` where one is missing. `encodings` has one entry per label; a text read in windows has one encoding here, joined from its windows. */
  collate(labels: readonly (Label | undefined)[], encodings: readonly Encoding[]): Batch;
  /** For heads that read tokens: the positions that `decode` wants. `labels` are given during evaluation. */
  positions?(encodings: readonly Encoding[], labels?: readonly (Label | undefined)[]): Positions;
  /** Scores before normalisation: `[texts or positions, outputs]`. Synchronous, on the tape. */
  logits(features: Tensor2D, mode: Mode): Tensor2D;
  /** The sum (not the mean) of the losses of what is labelled. Synchronous, on the tape. */
  loss(logits: Tensor2D, labels: Batch): Scalar;
  /** Predictions, one per encoding. `positions` says where the rows of logits come from, for heads that read tokens. */
  decode(logits: Tensor2D, encodings: readonly Encoding[], positions?: Positions): Promise<Prediction[]>;
  /** A fresh meter. */
  meter(): Meter<Label, Prediction, Scores>;
  /** Frees the variables; what was borrowed stays. */
  dispose(): void;
}

/** The label type of a head. */
export type LabelOf<H> = H extends Head<infer Label, infer _Prediction, infer _Scores> ? Label : never;
/** The prediction type of a head. */
export type PredictionOf<H> =
  H extends Head<infer _Label, infer Prediction, infer _Scores> ? Prediction : never;
/** The scores type of a head. */
export type ScoresOf<H> = H extends Head<infer _Label, infer _Prediction, infer Scores> ? Scores : never;

/** Any head, where its types do not matter. */
// biome-ignore lint/suspicious/noExplicitAny: label and prediction stand in both input and output position, so no other type accepts every head
export type AnyHead = Head<any, any, any>;
/** Any fitted head, where its types do not matter. */
// biome-ignore lint/suspicious/noExplicitAny: as for AnyHead
export type AnyFittedHead = FittedHead<any, any, any>;
/** Any head with variables, where its types do not matter. */
// biome-ignore lint/suspicious/noExplicitAny: as for AnyHead
export type AnyHeadModule = HeadModule<any, any, any, any>;
