import {
  type ActivationCache,
  type Encoder,
  type EncoderConfig,
  type EncoderInstance,
  type Encoding,
  type InputOptions,
  type InstantiationOptions,
  type NamedHostTensors,
  type ParameterInfo,
  type Tokenizer,
  TomoniError,
} from '@tomoni/spec';
import { activationCache } from '../cache/activation-cache.js';
import { checkFit } from '../checkpoint/check-fit.js';
import { type Checkpoint, checkpointOf } from '../checkpoint/checkpoint.js';
import type { Network, NetworkInput } from '../network/network.js';
import { NetworkInstance } from '../network/network-instance.js';
import { SharedWeights } from '../weights/shared-weights.js';

/** What an encoder is made of. */
export interface EncoderParts<Layers extends number, Input, Batch extends NetworkInput> {
  readonly config: EncoderConfig<Layers>;
  readonly network: Network<Batch>;
  readonly tokenizer?: Tokenizer;
  /** Configuration and tokenizer as files, by name. */
  files(extras: NamedHostTensors): ReadonlyMap<string, Uint8Array>;
  /** Name of the parameter or extra that the name in a checkpoint stands for; `undefined` for what is left out. */
  nameOf(stored: string): string | undefined;
  /** Name in a checkpoint of a parameter or extra. */
  storedName(name: string, extras: NamedHostTensors): string;
  /** Whether an encoder that was made without an extra may get it. */
  takes(extra: string): boolean;
  encode(input: Input, options: InputOptions): readonly Encoding[];
}

/** An encoder around a network: {@link EncoderParts} with weights. */
export class NetworkEncoder<Layers extends number, Input, Batch extends NetworkInput>
  implements Encoder<Layers, Input>
{
  readonly config: EncoderConfig<Layers>;
  readonly parameters: readonly ParameterInfo[];
  readonly tokenizer?: Tokenizer;
  readonly extras: NamedHostTensors;
  readonly #parts: EncoderParts<Layers, Input, Batch>;
  /** Of all its instances, and of those of the same encoder with other weights. */
  readonly #cache: ActivationCache;
  #weights: SharedWeights | undefined;

  constructor(
    parts: EncoderParts<Layers, Input, Batch>,
    { weights, extras, reread }: Checkpoint,
    cache: ActivationCache = activationCache(),
  ) {
    this.#cache = cache;
    this.config = parts.config;
    this.parameters = parts.network.parameters;
    if (parts.tokenizer !== undefined) this.tokenizer = parts.tokenizer;
    this.extras = extras;
    this.#parts = parts;
    this.#weights = new SharedWeights(weights, reread);
  }

  encode(input: Input, options: InputOptions = {}): readonly Encoding[] {
    return this.#parts.encode(input, options);
  }

  instantiate(options: InstantiationOptions): EncoderInstance {
    if (this.#weights === undefined)
      throw new TomoniError({
        code: 'invalid-argument',
        what: 'The encoder has been disposed of.',
        remedy: 'Make its instances before, or load it again.',
      });
    return new NetworkInstance(this.#parts.network, this.#weights, {
      ...options,
      cache: options.cache ?? this.#cache,
      extras: this.extras,
    });
  }

  operations(layer: number, tokens: number, queries: number = tokens): number {
    return this.#parts.network.operations(layer, tokens, queries);
  }

  files(): ReadonlyMap<string, Uint8Array> {
    return this.#parts.files(this.extras);
  }

  storedName(name: string): string {
    return this.#parts.storedName(name, this.extras);
  }

  withWeights(weights: NamedHostTensors): Encoder<Layers, Input> {
    const { nameOf, takes } = this.#parts;
    const known = new Set([...this.parameters.map(({ name }) => name), ...this.extras.keys()]);
    const tensors = new Map(this.extras);
    for (const [stored, tensor] of weights) {
      const name = nameOf(stored);
      if (name === undefined) continue;
      if (!known.has(name) && !takes(name))
        throw new TomoniError({
          code: 'mismatch',
          what: `The encoder has no parameter '${stored}'.`,
          remedy: 'Use the weights that belong to this configuration.',
        });
      tensors.set(name, tensor);
    }
    checkFit(this.parameters, new Map([...tensors].map(([name, { shape }]) => [name, shape])));
    return new NetworkEncoder(this.#parts, checkpointOf(this.parameters, tensors), this.#cache);
  }

  dispose(): void {
    this.#weights = undefined;
  }
}
