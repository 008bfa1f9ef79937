import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import type { Encoding, ParameterInfo } from '@tomoni/spec';
import type { Drop } from './drop.js';

/** A batch of encodings as a network reads it. */
export interface NetworkInput {
  /** Number of encodings. */
  readonly size: number;
  /** Tokens of the longest encoding. */
  readonly length: number;
  /** 1 for tokens, 0 for padding: `[batch, length]`. */
  readonly mask: Tensor2D;
  dispose(): void;
}

/** What a layer gives. */
export interface LayerOutput {
  /** `[batch · length, width]`. */
  readonly states: Tensor2D;
  /** Attention probabilities `[batch, heads, length, length]`, of layers that have them. */
  readonly attention?: Tensor4D;
}

/** One layer with its weights: the states below it to its own. Layer 0 reads the input alone. */
export type NetworkLayer<Input extends NetworkInput> = (
  below: Tensor2D | undefined,
  input: Input,
  drop: Drop,
) => LayerOutput;

/** A stack of layers 0 … depth without weights. */
export interface Network<Input extends NetworkInput = NetworkInput> {
  readonly depth: number;
  /** In the order in which they are saved. */
  readonly parameters: readonly ParameterInfo[];
  /** Whether its layers 1 … depth have attention maps. */
  readonly attention: boolean;
  /** Name of the parameter that holds the token embeddings. */
  readonly tokenEmbeddings?: string;
  /**
   * Checks the encodings and pads them to a batch.
   *
   * @throws TomoniError `invalid-argument` where one of them cannot be read
   */
  read(encodings: readonly Encoding[]): Input;
  /** The layers on these weights. */
  bind(weights: (name: string) => Tensor): readonly NetworkLayer<Input>[];
}
