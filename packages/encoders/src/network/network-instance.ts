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
  type Routing,
  TomoniError,
} from '@tomoni/spec';
import { dropoutIn, noDropout } from '../dropout/layer-dropout.js';
import type { SharedWeights } from '../weights/shared-weights.js';
import { cachedPass } from './cached-prefix.js';
import { frozenRecords } from './frozen-record.js';
import { LayerStates } from './layer-states.js';
import { type Needs, needsOf, needsOfRoute, topQueries } from './needs.js';
import type { LayerOutput, LayerRun, Network, NetworkInput, NetworkLayer } from './network.js';
import { offTape } from './off-tape.js';
import { continuePass, noPass, type Pass, tensorsOf } from './pass.js';
import { PrefixStore } from './prefix-store.js';
import { PreparedStates } from './prepared-states.js';
import type { Queries } from './queries.js';
import { type RoutedLayers, routedLayers } from './routed-layers.js';

/** What an instance is made with. */
export interface NetworkInstanceOptions extends InstantiationOptions {
  /** Tensors of the encoder that are no parameters. */
  readonly extras: NamedHostTensors;
  readonly cache: ActivationCache | false;
}

/** A network on its weights: variables of its own for what is trained, borrowed tensors for the rest. */
export class NetworkInstance<Input extends NetworkInput> implements EncoderInstance {
  readonly parameters: readonly Parameter[];
  readonly tokenEmbeddings?: Tensor2D;
  readonly #network: Network<Input>;
  readonly #weights: SharedWeights;
  readonly #values: ReadonlyMap<string, Tensor>;
  readonly #extras: NamedHostTensors;
  readonly #layers: readonly NetworkLayer<Input>[];
  /** The lowest layer with a parameter that is trained, or that differs by task. */
  #lowestTrained: number;
  readonly #frozenDropout: boolean;
  readonly #memory: LayerRun['memory'];
  readonly #cache: ActivationCache | false;
  #store: PrefixStore | undefined;
  #routing: Routing | undefined;
  #counts: CacheCounts = { hits: 0, misses: 0 };
  #disposed = false;

  constructor(
    network: Network<Input>,
    weights: SharedWeights,
    { trainable, frozenDropout = false, cache, memory = 'save', extras }: NetworkInstanceOptions,
  ) {
    trainable.check(network.parameters);
    this.#network = network;
    this.#weights = weights;
    this.#extras = extras;
    this.#memory = memory;
    this.parameters = network.parameters.map(
      (info): Parameter =>
        trainable.includes(info)
          ? { ...info, trainable: true, value: weights.variable(info.name) }
          : { ...info, trainable: false, value: weights.borrow(info.name) },
    );
    this.#values = new Map(this.parameters.map(({ name, value }) => [name, value]));
    this.#layers = network.bind((name) => this.#weight(name));
    this.#lowestTrained = Math.min(
      network.depth + 1,
      ...this.parameters.flatMap((parameter) => (parameter.trainable ? [parameter.layer] : [])),
    );
    this.#frozenDropout = frozenDropout;
    this.#cache = cache;
    this.#store = this.#openStore();
    if (network.tokenEmbeddings !== undefined)
      this.tokenEmbeddings = this.#weight(network.tokenEmbeddings) as Tensor2D;
  }

  route(routing: Routing): void {
    this.#checkAlive();
    this.#routing = routing;
    this.#lowestTrained = Math.min(this.#lowestTrained, routing.from);
    this.#store = this.#openStore();
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

  forward(batch: PreparedBatch, mode: Mode, route?: string): HiddenStates {
    if (route !== undefined && this.#routing !== undefined)
      return this.forwardRoutes(batch, mode, [route]).get(route) as HiddenStates;
    const { input, needs, queries, prefix } = this.#own(batch);
    const pass = continuePass(prefix, needs.top, needs, queries, this.#runs(batch, mode));
    return new LayerStates(input, needs, pass);
  }

  forwardRoutes(
    batch: PreparedBatch,
    mode: Mode,
    routes: readonly string[],
  ): ReadonlyMap<string, HiddenStates> {
    const routing = this.#routing;
    if (routing === undefined) {
      const states = this.forward(batch, mode);
      return new Map(routes.map((route) => [route, states]));
    }
    const { input, needs, queries, prefix } = this.#own(batch);
    const common = Math.min(routing.from - 1, needs.top);
    const trunk = continuePass(prefix, common, needs, queries, this.#runs(batch, mode));
    return new Map(
      routes.map((route) => {
        const own = needsOfRoute(needs, route, this.#network);
        const ownQueries = own.top > common ? topQueries(own, this.#network, input) : undefined;
        const layers = routedLayers(this.#network, (name) => this.#weight(name), routing, route, mode);
        const pass = continuePass(trunk, own.top, own, ownQueries, this.#runs(batch, mode, layers));
        return [route, new LayerStates(input, own, pass)];
      }),
    );
  }

  cacheCounts(): CacheCounts | undefined {
    return this.#store === undefined ? undefined : this.#counts;
  }

  takeNotices(): readonly string[] {
    return this.#store?.takeNotices() ?? [];
  }

  async weights(route?: string): Promise<NamedHostTensors> {
    this.#checkAlive();
    const weights = new Map<string, HostTensor>();
    const routed = route === undefined ? undefined : this.#routing?.weights;
    const own = tf.tidy(() => {
      const found = routed?.(route as string, (name) => this.#weight(name), { training: false }) ?? [];
      return Object.fromEntries(
        [...found].map(([name, tensor]): [string, Tensor] => [name, tf.clone(tensor)]),
      );
    });
    try {
      for (const { name, shape, trainable, value } of this.parameters) {
        const frozen = trainable || name in own ? undefined : this.#weights.host.get(name);
        weights.set(name, frozen ?? { shape, data: (await (own[name] ?? value).data<'float32'>()).slice() });
      }
    } finally {
      tf.dispose(own);
    }
    return new Map([...weights, ...this.#extras]);
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
    const highest = Math.min(needs.top, this.#highestFrozen());
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

  /** The highest layer that runs before the tape; −1 where none does. */
  #highestFrozen(): number {
    return this.#frozenDropout ? -1 : this.#lowestTrained - 1;
  }

  #openStore(): PrefixStore | undefined {
    const highest = this.#highestFrozen();
    if (this.#cache === false || highest < 1) return undefined;
    return new PrefixStore(this.#cache, this.#network, this.#weights.host, highest);
  }

  /** How the layers of a pass on the tape are run: as they are shared, or as a task has them. */
  #runs(batch: PreparedBatch, mode: Mode, routed?: RoutedLayers<Input>) {
    const { input, needs } = this.#own(batch);
    return (layer: number, below: Tensor2D | undefined, queries: Queries | undefined): LayerOutput => {
      const inserts = routed?.inserts(layer);
      const run = () =>
        (routed?.layers ?? this.#layers)[layer]?.(below, input, {
          dropout: dropoutIn(layer, mode),
          queries,
          attention: needs.attention.has(layer),
          above: layer > this.#lowestTrained,
          memory: this.#memory,
          ...(routed === undefined ? {} : { computed: routed.computed, inserts }),
        }) as LayerOutput;
      if (layer < this.#lowestTrained && !needs.attention.has(layer))
        return { states: offTape(input.mask, () => run().states) };
      const output = run();
      return inserts?.layer === undefined ? output : { ...output, states: inserts.layer(output.states) };
    };
  }

  #weight(name: string): Tensor {
    return this.#values.get(name) as Tensor;
  }

  #layer(index: number): NetworkLayer<Input> {
    return this.#layers[index] as NetworkLayer<Input>;
  }

  #own(batch: PreparedBatch): PreparedStates<Input> {
    this.#checkAlive();
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
