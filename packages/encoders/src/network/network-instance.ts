import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import {
  type ActivationCache,
  type CacheCounts,
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
  type PrepareOptions,
  TomoniError,
} from '@tomoni/spec';
import { dropoutIn, noDropout } from '../dropout/layer-dropout.js';
import type { SharedWeights } from '../weights/shared-weights.js';
import { cachedPass } from './cached-prefix.js';
import { frozenRecords } from './frozen-record.js';
import { LayerStates } from './layer-states.js';
import { type Needs, needsOf, topQueries } from './needs.js';
import type { LayerRun, Network, NetworkInput, NetworkLayer } from './network.js';
import { offTape } from './off-tape.js';
import { continuePass, noPass, type Pass, tensorsOf } from './pass.js';
import { PrefixStore } from './prefix-store.js';
import { PreparedStates } from './prepared-states.js';
import type { Queries } from './queries.js';

/** What an instance is made with. */
export interface NetworkInstanceOptions extends InstantiationOptions {
  /** Tensors that are saved beside the parameters, such as those of a pooler. */
  readonly carried: NamedHostTensors;
  readonly cache: ActivationCache | false;
}

/** A network on its weights: variables of its own for what is trained, borrowed tensors for the rest. */
export class NetworkInstance<Input extends NetworkInput> implements EncoderInstance {
  readonly parameters: readonly Parameter[];
  readonly tokenEmbeddings?: Tensor2D;
  readonly #network: Network<Input>;
  readonly #weights: SharedWeights;
  readonly #carried: NamedHostTensors;
  readonly #layers: readonly NetworkLayer<Input>[];
  readonly #lowestTrained: number;
  /** The highest layer that runs before the tape; −1 where none does. */
  readonly #highestFrozen: number;
  readonly #memory: LayerRun['memory'];
  readonly #store: PrefixStore | undefined;
  #counts: CacheCounts = { hits: 0, misses: 0 };
  #disposed = false;

  constructor(
    network: Network<Input>,
    weights: SharedWeights,
    { trainable, frozenDropout = false, cache, memory = 'save', carried }: NetworkInstanceOptions,
  ) {
    trainable.check(network.parameters);
    this.#network = network;
    this.#weights = weights;
    this.#carried = carried;
    this.#memory = memory;
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
    this.#highestFrozen = frozenDropout ? -1 : this.#lowestTrained - 1;
    if (cache !== false && this.#highestFrozen >= 1)
      this.#store = new PrefixStore(cache, network, weights.host, this.#highestFrozen);
    if (network.tokenEmbeddings !== undefined)
      this.tokenEmbeddings = weight(network.tokenEmbeddings) as Tensor2D;
  }

  async prepare(
    encodings: readonly Encoding[],
    demand: Demand,
    { reusable = true }: PrepareOptions = {},
  ): Promise<PreparedBatch> {
    this.#checkAlive();
    const needs = needsOf(demand, this.#network);
    const input = this.#network.read(encodings);
    try {
      const queries = topQueries(needs, this.#network, input);
      const prefix = await this.#runFrozen(encodings, input, needs, queries, reusable);
      for (const tensor of tensorsOf(prefix)) tf.keep(tensor);
      return new PreparedStates(this, input, needs, queries, prefix);
    } catch (error) {
      input.dispose();
      throw error;
    }
  }

  forward(batch: PreparedBatch, mode: Mode): HiddenStates {
    this.#checkAlive();
    const { input, needs, queries, prefix } = this.#own(batch);
    const pass = continuePass(prefix, needs.top, needs, queries, (layer, below, own) => {
      const run = () =>
        this.#layer(layer)(below, input, {
          dropout: dropoutIn(layer, mode),
          queries: own,
          attention: needs.attention.has(layer),
          above: layer > this.#lowestTrained,
          memory: this.#memory,
        });
      const frozen = layer < this.#lowestTrained && !needs.attention.has(layer);
      return frozen ? { states: offTape(input.mask, () => run().states) } : run();
    });
    return new LayerStates(input, needs, pass);
  }

  cacheCounts(): CacheCounts | undefined {
    return this.#store === undefined ? undefined : this.#counts;
  }

  takeNotices(): readonly string[] {
    return this.#store?.takeNotices() ?? [];
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

  /** The frozen layers that the needs ask for: from the cache where texts come again, else in the batch as it is. */
  async #runFrozen(
    encodings: readonly Encoding[],
    input: Input,
    needs: Needs,
    queries: Queries | undefined,
    reusable: boolean,
  ): Promise<Pass> {
    const highest = Math.min(needs.top, this.#highestFrozen);
    const mapped = [...needs.attention].some((layer) => layer <= highest);
    if (this.#store === undefined || !reusable || highest < 1 || mapped)
      return continuePass(noPass, highest, needs, queries, (layer, below, own) =>
        this.#layer(layer)(below, input, {
          dropout: noDropout,
          queries: own,
          attention: needs.attention.has(layer),
          above: false,
          memory: 'save',
        }),
      );
    const records = frozenRecords(needs, highest, this.#network);
    const bound = { network: this.#network, layers: this.#layers };
    const { pass, counts } = await cachedPass(bound, encodings, input, records, highest, this.#store.open());
    const { hits, misses } = this.#counts;
    this.#counts = { hits: hits + counts.hits, misses: misses + counts.misses };
    return pass;
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
