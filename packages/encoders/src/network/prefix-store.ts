import type { ActivationCache, ActivationStore } from '@tomoni/spec';
import { describeEngine, fingerprintOf } from '../cache/fingerprint.js';
import type { HostWeights } from '../weights/shared-weights.js';
import type { Network } from './network.js';

/** Finds the part of a cache that belongs to the frozen layers of an instance, on the engine that is in use. */
export class PrefixStore {
  readonly #cache: ActivationCache;
  readonly #network: Pick<Network, 'description' | 'parameters'>;
  readonly #weights: HostWeights;
  readonly #highestFrozen: number;
  readonly #stores = new Map<string, ActivationStore>();

  constructor(
    cache: ActivationCache,
    network: Pick<Network, 'description' | 'parameters'>,
    weights: HostWeights,
    highestFrozen: number,
  ) {
    this.#cache = cache;
    this.#network = network;
    this.#weights = weights;
    this.#highestFrozen = highestFrozen;
  }

  /** The store; opening it hashes the frozen weights, once. */
  open(): ActivationStore {
    const engine = describeEngine();
    const known = this.#stores.get(engine);
    if (known !== undefined) return known;
    const { description, parameters } = this.#network;
    const frozen = parameters.filter(({ layer }) => layer <= this.#highestFrozen);
    const weights = new Map(frozen.map(({ name }) => [name, this.#weights.get(name)]));
    const store = this.#cache.open(fingerprintOf(description, weights, engine));
    this.#stores.set(engine, store);
    return store;
  }

  takeNotices(): string[] {
    return [...this.#stores.values()].flatMap((store) => [...store.takeNotices()]);
  }
}
