import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { LayerInserts, Mode, Routing } from '@tomoni/spec';
import type { Network, NetworkInput, NetworkLayer } from './network.js';

/** The layers as one task has them in one pass. */
export interface RoutedLayers<Input extends NetworkInput> {
  readonly layers: readonly NetworkLayer<Input>[];
  /** Weights of the task that are no variables. */
  readonly computed: ReadonlySet<Tensor>;
  inserts(layer: number): LayerInserts | undefined;
}

/** Puts a task's weights in place of the shared ones. */
export function routedLayers<Input extends NetworkInput>(
  network: Network<Input>,
  shared: (name: string) => Tensor,
  routing: Routing,
  task: string,
  mode: Mode,
): RoutedLayers<Input> {
  const own = routing.weights?.(task, shared, mode) ?? new Map<string, Tensor>();
  return {
    layers: network.bind((name) => own.get(name) ?? shared(name)),
    computed: new Set([...own.values()].filter((tensor) => !(tensor instanceof tf.Variable))),
    inserts: (layer) => routing.inserts?.(task, layer),
  };
}
