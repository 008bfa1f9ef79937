import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import type { Mode } from './encoder.js';

/** How the layers of an encoder differ by task. */
export interface Routing {
  /** The lowest layer that differs, from 1 on: it and all layers above it are run for each task by itself. */
  readonly from: number;
  /**
   * The weights that a task has in place of the shared ones, by name: variables, or tensors computed from some.
   * Synchronous, on the tape; called once per pass and task.
   *
   * @param shared the encoder's own weight of a name
   */
  weights?(task: string, shared: (name: string) => Tensor, mode: Mode): ReadonlyMap<string, Tensor>;
  /** What a task adds within a layer; `undefined` where it adds nothing. */
  inserts?(task: string, layer: number): LayerInserts | undefined;
}

/** Small networks within a layer, over its positions: `[rows, hidden]` to `[rows, hidden]`. */
export interface LayerInserts {
  /** Applied to what the attention gives, before the states below are added. */
  attention?(x: Tensor2D): Tensor2D;
  /**
   * Applied to what the feed-forward network gives, before `residual` is added.
   *
   * @param norm the normalisation that follows the sum
   */
  output?(x: Tensor2D, residual: Tensor2D, norm: (x: Tensor2D) => Tensor2D): Tensor2D;
  /** Applied to what the whole layer gives. */
  layer?(x: Tensor2D): Tensor2D;
}
