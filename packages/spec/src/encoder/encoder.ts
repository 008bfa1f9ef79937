import type { Tensor2D } from '@tensorflow/tfjs';
import type { Rng } from '../random/rng.js';
import type { Encoding } from '../text/encoding.js';
import type { TextInput } from '../text/input.js';
import type { Tokenizer, WindowOptions } from '../text/tokenizer.js';
import type { ActivationCache, CacheCounts } from './activation-cache.js';
import type { Demand } from './demand.js';
import type { HiddenStates } from './hidden-states.js';
import type { NamedHostTensors } from './host-tensor.js';
import type { Parameter, ParameterInfo, ParameterSelection } from './parameter.js';
import type { Routing } from './routing.js';

/** The facts of an encoder that do not depend on its weights. */
export interface EncoderConfig<Layers extends number = number> {
  /** Family, such as `bert`, `roberta`, `distilbert` or `vector`. */
  readonly kind: string;
  /** Where it came from: a Hub name, a folder, or the kind. */
  readonly name: string;
  /** Number of layers; layer 0 are the embeddings. */
  readonly depth: Layers;
  /** Width of a hidden state; that of the last layer where `widths` is given. */
  readonly hiddenSize: number;
  /** Widths of layers 0 … depth, where they differ. */
  readonly widths?: readonly number[];
  /** Longest encoding in tokens. */
  readonly maxLength: number;
  /** Number of rows of the token embeddings; 0 where there are none. */
  readonly vocabularySize: number;
  /** What its layer normalisations add to the variance, where it has any. */
  readonly layerNormEpsilon?: number;
  /** Attention heads per layer, where it has attention. */
  readonly heads?: number;
}

/** How inputs become encodings. */
export interface InputOptions extends WindowOptions {
  /** What happens to an input that is too long: it is cut (and counted), or read in overlapping windows. Default `truncate`. */
  readonly long?: 'truncate' | 'windows';
}

/** Whether a forward pass belongs to training, and the random numbers it draws its dropout from. */
export type Mode = { readonly training: false } | { readonly training: true; readonly rng: Rng };

/** How an encoder is made ready to run. */
export interface InstantiationOptions {
  /** Parameters that get variables of their own; the others are shared and frozen. */
  readonly trainable: ParameterSelection;
  /** Gives frozen layers dropout too, as a plain training loop does, at the price of computing them on every step. Default `false`. */
  readonly frozenDropout?: boolean;
  /** Where the states of frozen layers are kept, text by text; `false` computes them anew each time. Default: a cache in memory that all instances of the encoder share. */
  readonly cache?: ActivationCache | false;
  /** Whether what a layer's gradients need is kept from the forward pass, or computed a second time in the backward pass, which takes less memory. Default `save`. */
  readonly memory?: 'save' | 'recompute';
}

/** What is known of a batch beside its encodings. */
export interface PrepareOptions {
  /** Whether the encodings may come again, so that what frozen layers give of them is worth keeping; not so for inputs that are drawn anew each time. Default `true`. */
  readonly reusable?: boolean;
}

/**
 * A shared network with its weights and its tokenizer, immutable: what is trained are the copies that an instance owns.
 *
 * `Input` is what one example looks like: a text, or an array of numbers.
 */
export interface Encoder<Layers extends number = number, Input = TextInput> {
  readonly config: EncoderConfig<Layers>;
  /** The parameters in the order in which they are saved. */
  readonly parameters: readonly ParameterInfo[];
  /** Absent where the input is not text. */
  readonly tokenizer?: Tokenizer;
  /** Tensors of the checkpoint that do not belong to the encoder, such as those of its masked language model head. */
  readonly extras: NamedHostTensors;
  /** The encodings of one input: one, or one per window. Throws a `TomoniError` where the input cannot be read. */
  encode(input: Input, options?: InputOptions): readonly Encoding[];
  /** Makes an instance; what is trained is copied, what is frozen is shared. */
  instantiate(options: InstantiationOptions): EncoderInstance;
  /**
   * Floating-point operations of the forward pass of one layer (0 … depth) over one text, for those who estimate costs.
   *
   * @param queries tokens at which the layer's output is wanted. Default: all
   */
  operations?(layer: number, tokens: number, queries?: number): number;
  /** Configuration and tokenizer as files in the Hugging Face layout, by name. */
  files(): ReadonlyMap<string, Uint8Array>;
  /** The name under which a parameter or an extra is saved beside these files. Default: its own. */
  storedName?(name: string): string;
  /** The same encoder with other weights: those of a checkpoint. Throws a `TomoniError` `mismatch` where a name or a shape does not fit. */
  withWeights(weights: NamedHostTensors): Encoder<Layers, Input>;
  /** Frees the weights once no instance uses them any more. */
  dispose(): void;
}

/** An encoder that can run and be trained: it owns variables for what is trained and shares the rest. */
export interface EncoderInstance {
  readonly parameters: readonly Parameter[];
  /** The token embeddings, `[vocabulary, hidden]`, for heads that tie their decoder to them; absent where there are none. */
  readonly tokenEmbeddings?: Tensor2D;
  /** Pads the encodings to one batch and runs, off the tape, whatever no trained parameter can change. */
  prepare(encodings: readonly Encoding[], demand: Demand, options?: PrepareOptions): Promise<PreparedBatch>;
  /** The rest of the forward pass: synchronous, on the tape if one is recording. `route` names the task where parameters differ by task. */
  forward(batch: PreparedBatch, mode: Mode, route?: string): HiddenStates;
  /** The forward passes of several tasks; what they have in common is run once. Absent where parameters cannot differ by task. */
  forwardRoutes?(
    batch: PreparedBatch,
    mode: Mode,
    routes: readonly string[],
  ): ReadonlyMap<string, HiddenStates>;
  /** Lets layers differ by task from now on: called at most once, before the first `prepare`. Absent where they cannot. */
  route?(routing: Routing): void;
  /** All weights, trained and frozen, on the host under their Hugging Face names, then the encoder's extras: as they are shared, or as the task `route` has them. */
  weights(route?: string): Promise<NamedHostTensors>;
  /** How often the frozen layers of an encoding were found in the cache so far; absent, or `undefined`, where nothing is cached. */
  cacheCounts?(): CacheCounts | undefined;
  /** Sentences that the owner of a run should know and that came up since the last call, such as that a cache file had to be made anew: each is given once. */
  takeNotices?(): readonly string[];
  /** Frees the variables, and its share of the frozen weights. */
  dispose(): void;
}

/** A batch as its encoder made it ready: opaque to everybody else. */
export interface PreparedBatch {
  /** Number of encodings. */
  readonly size: number;
  /** Tokens of the longest encoding. */
  readonly length: number;
  dispose(): void;
}
