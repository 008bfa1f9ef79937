import type { Tensor, Variable } from '@tensorflow/tfjs';

/** What is known of a parameter before it is instantiated. */
export interface ParameterInfo {
  /** Name of the parameter as Hugging Face names it, such as `encoder.layer.0.attention.self.query.weight`. */
  readonly name: string;
  /** Layer that the parameter belongs to: 0 for embeddings, 1 … depth for the layers. */
  readonly layer: number;
  /** Number of layers of the encoder. */
  readonly depth: number;
  /** Shape of the parameter in the Hugging Face layout. */
  readonly shape: readonly number[];
  /** Whether weight decay applies: not to biases and layer normalisation. */
  readonly decay: boolean;
}

/** A parameter of an instance: a variable where it is trained, a shared constant where it is frozen. */
export type Parameter = ParameterInfo &
  (
    | { readonly trainable: true; readonly value: Variable }
    | { readonly trainable: false; readonly value: Tensor }
  );

/** Which parameters are trained. */
export interface ParameterSelection {
  /** The selection in words, as `explain()` prints it. */
  readonly description: string;
  /** Whether the parameter is trained. */
  includes(parameter: ParameterInfo): boolean;
  /**
   * Checks that the selection makes sense for an encoder.
   *
   * @throws TomoniError `invalid-argument` where, say, it names a layer that is not there
   */
  check(parameters: readonly ParameterInfo[]): void;
}

/** Variables by name. */
export type NamedVariables = Readonly<Record<string, Variable>>;
