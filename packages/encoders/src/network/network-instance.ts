import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import {
  type Demand,
  type EncoderInstance,
  type Encoding,
  type HiddenStates,
  type HostTensor,
  type InstantiationOptions,
  type Mode,
  type NamedHostTensors,
  type Parameter,
  type PreparedBatch,
  TomoniError,
} from '@tomoni/spec';
import type { SharedWeights } from '../weights/shared-weights.js';
import { dropIn, noDrop } from './drop.js';
import { LayerStates } from './layer-states.js';
import { needsOf } from './needs.js';
import type { Network, NetworkInput, NetworkLayer } from './network.js';
import { offTape } from './off-tape.js';
import { continuePass, noPass, tensorsOf } from './pass.js';
import { PreparedStates } from './prepared-states.js';

/** A network on its weights: variables of its own for what is trained, borrowed tensors for the rest. */
export class NetworkInstance<Input extends NetworkInput> implements EncoderInstance {
  readonly parameters: readonly Parameter[];
  readonly tokenEmbeddings?: Tensor2D;
  readonly #network: Network<Input>;
  readonly #weights: SharedWeights;
  readonly #carried: NamedHostTensors;
  readonly #layers: readonly NetworkLayer<Input>[];
  readonly #lowestTrained: number;
  readonly #frozenDropout: boolean;
  #disposed = false;

  /** @param carried tensors that are saved beside the parameters, such as those of a pooler */
  constructor(
    network: Network<Input>,
    weights: SharedWeights,
    carried: NamedHostTensors,
    { trainable, frozenDropout = false }: InstantiationOptions,
  ) {
    trainable.check(network.parameters);
    this.#network = network;
    this.#weights = weights;
    this.#carried = carried;
    this.#frozenDropout = frozenDropout;
    this.parameters = network.parameters.map(
      (info): Parameter =>
        trainable.includes(info)
          ? { ...info, trainable: true, value: weights.variable(info.name) }
          : { ...info, trainable: false, value: weights.borrow(info.name) },
    );
    const values = new Map<string, Tensor>(this.parameters.map(({ name, value }) => [name, value]));
    const weight = (name: string) => values.get(name) as Tensor;
    this.#layers = network.bind(weight);
    this.#lowestTrained = Math.min(
      network.depth + 1,
      ...this.parameters.flatMap((parameter) => (parameter.trainable ? [parameter.layer] : [])),
    );
    if (network.tokenEmbeddings !== undefined)
      this.tokenEmbeddings = weight(network.tokenEmbeddings) as Tensor2D;
  }

  async prepare(encodings: readonly Encoding[], demand: Demand): Promise<PreparedBatch> {
    this.#checkAlive();
    const needs = needsOf(demand, this.#network);
    const input = this.#network.read(encodings);
    const highestFrozen = this.#frozenDropout ? -1 : this.#lowestTrained - 1;
    try {
      const prefix = continuePass(noPass, Math.min(needs.top, highestFrozen), needs, (layer, below) =>
        this.#layer(layer)(below, input, noDrop),
      );
      for (const tensor of tensorsOf(prefix)) tf.keep(tensor);
      return new PreparedStates(this, input, needs, prefix);
    } catch (error) {
      input.dispose();
      throw error;
    }
  }

  forward(batch: PreparedBatch, mode: Mode): HiddenStates {
    this.#checkAlive();
    const { input, needs, prefix } = this.#own(batch);
    const pass = continuePass(prefix, needs.top, needs, (layer, below) => {
      const run = () => this.#layer(layer)(below, input, dropIn(layer, mode));
      const frozen = layer < this.#lowestTrained && !needs.attention.has(layer);
      return frozen ? { states: offTape(input.mask, () => run().states) } : run();
    });
    return new LayerStates(input, needs, pass);
  }

  async weights(): Promise<NamedHostTensors> {
    this.#checkAlive();
    const weights = new Map<string, HostTensor>();
    for (const { name, shape, trainable, value } of this.parameters) {
      const frozen = trainable ? undefined : this.#weights.host.get(name);
      weights.set(name, frozen ?? { shape, data: (await value.data<'float32'>()).slice() });
    }
    for (const [name, tensor] of this.#carried) weights.set(name, tensor);
    return weights;
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const { name, trainable, value } of this.parameters)
      if (trainable) value.dispose();
      else this.#weights.giveBack(name);
  }

  #layer(index: number): NetworkLayer<Input> {
    return this.#layers[index] as NetworkLayer<Input>;
  }

  #own(batch: PreparedBatch): PreparedStates<Input> {
    if (batch instanceof PreparedStates && batch.owner === this) return batch;
    throw new TomoniError({
      code: 'invalid-argument',
      what: 'The batch was prepared by another instance.',
      remedy: 'Give `forward` what `prepare` of the same instance returned.',
    });
  }

  #checkAlive(): void {
    if (this.#disposed)
      throw new TomoniError({
        code: 'invalid-argument',
        what: 'The instance of the encoder has been disposed of.',
        remedy: 'Make another one with `instantiate`.',
      });
  }
}
