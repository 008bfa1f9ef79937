import type { Tensor, Variable } from '@tensorflow/tfjs';
import type { NamedHostTensors } from '@tomoni/spec';

/** The part of the network that a parameter belongs to. */
export type ParameterGroup = 'encoder' | 'sharing' | 'heads';

/** A variable that is trained, with what an optimizer has to know about it. */
export interface TrainedParameter {
  /** A name of its own in the whole network, such as `encoder/encoder.layer.0.output.dense.bias` or `heads/interest/weight`. */
  readonly name: string;
  readonly group: ParameterGroup;
  /** Layer of an encoder parameter (0 for embeddings); the depth of the encoder for all others. */
  readonly layer: number;
  /** Number of layers of the encoder. */
  readonly depth: number;
  /** Whether weight decay applies. */
  readonly decay: boolean;
  readonly variable: Variable;
}

/** An optimizer with its options, from which every training run makes one of its own. */
export interface OptimizerMethod {
  /** Name of the method, such as `adamw`; written into checkpoints. */
  readonly name: string;
  /** The method with its options in words, as `explain()` prints it. */
  readonly description: string;
  /** Learning rate of a parameter before the schedule. */
  learningRate(parameter: Omit<TrainedParameter, 'variable'>): number;
  create(parameters: readonly TrainedParameter[]): Optimizer;
}

/** Steps parameters along their gradients and keeps what it remembers of earlier steps. */
export interface Optimizer {
  /** One update. A parameter without a gradient (`null`) is not stepped. `factor` is the schedule's share of the learning rate. */
  apply(gradients: readonly (Tensor | null)[], factor: number): void;
  /** What it remembers, for a checkpoint. */
  state(): Promise<NamedHostTensors>;
  /** Takes up what `state` gave. */
  restore(state: NamedHostTensors): void;
  dispose(): void;
}
