import type { Tensor, Tensor2D, Tensor4D } from '@tensorflow/tfjs';
import type { Encoding, LayerInserts, ParameterInfo } from '@tomoni/spec';
import type { LayerDropout } from '../dropout/layer-dropout.js';
import type { BatchShape, Queries } from './queries.js';

/** A batch of encodings as a network reads it. */
export interface NetworkInput extends BatchShape {
  /** 1 for tokens, 0 for padding: `[batch, length]`. */
  readonly mask: Tensor2D;
  dispose(): void;
}

/** How a layer is run in one pass. */
export interface LayerRun {
  readonly dropout: LayerDropout;
  /** Where its output is wanted. Absent: everywhere. */
  readonly queries?: Queries | undefined;
  /** Whether its attention maps are wanted. */
  readonly attention: boolean;
  /** Whether anything below it is trained, so that gradients pass through it. */
  readonly above: boolean;
  /** Whether what its gradients need is kept, or computed again. */
  readonly memory: 'save' | 'recompute';
  /** Weights that are computed from what is trained, so that their gradients are wanted too. */
  readonly computed?: ReadonlySet<Tensor>;
  /** What a task adds within the layer. */
  readonly inserts?: LayerInserts | undefined;
}

/** What a layer gives. */
export interface LayerOutput {
  /** `[batch · length, width]`, or `[batch · queries, width]`. */
  readonly states: Tensor2D;
  /** Attention probabilities `[batch, heads, length, length]`, where they are wanted. */
  readonly attention?: Tensor4D;
}

/** One layer with its weights: the states below it to its own. Layer 0 reads the input alone. */
export type NetworkLayer<Input extends NetworkInput> = (
  below: Tensor2D | undefined,
  input: Input,
  run: LayerRun,
) => LayerOutput;

/** How encodings are laid out as a batch. */
export interface ReadOptions {
  /** The length is rounded up to a multiple of this, as far as the network can read. Default 1. */
  readonly multipleOf?: number;
  /** Whether layers may leave padding out of what they compute. Default `true`. */
  readonly packed?: boolean;
}

/** A stack of layers 0 … depth without weights. */
export interface Network<Input extends NetworkInput = NetworkInput> {
  readonly depth: number;
  /** In the order in which they are saved. */
  readonly parameters: readonly ParameterInfo[];
  /** Whether its layers 1 … depth have attention maps. */
  readonly attention: boolean;
  /** Whether its layers 1 … depth can be run for some positions alone. */
  readonly selective: boolean;
  /** Everything besides the weights that its states depend on, in words. */
  readonly description: string;
  /** Floating-point operations of a layer's forward pass over one encoding; `queries` tokens of it are wanted. */
  operations(layer: number, tokens: number, queries: number): number;
  /** Name of the parameter that holds the token embeddings. */
  readonly tokenEmbeddings?: string;
  /**
   * Checks the encodings and pads them to a batch.
   *
   * @throws TomoniError `invalid-argument` where one of them cannot be read
   */
  read(encodings: readonly Encoding[], options?: ReadOptions): Input;
  /** The layers on these weights; those that are trained are variables. */
  bind(weights: (name: string) => Tensor): readonly NetworkLayer<Input>[];
}
