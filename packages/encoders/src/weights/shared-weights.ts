import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { HostTensor, NamedHostTensors } from '@tomoni/spec';

/** Gives the numbers of a weight once more, equal bit for bit. */
export type Reread = () => HostTensor;

/** Weights on the host. */
export interface HostWeights {
  /** @throws TomoniError `damaged-file` where the numbers have to be read again and are not there any more */
  get(name: string): HostTensor;
}

/** A weight whose numbers last as long as somebody else uses them. */
interface LetGo {
  readonly shape: readonly number[];
  readonly data: WeakRef<HostTensor['data']>;
}

/** Below this many bytes a weight is not worth reading again. */
const smallBytes = 2 ** 20;

/**
 * Immutable weights, with one reference-counted tensor for each of them that is frozen in some instance: made when the
 * first one borrows it, freed when the last one gives it back.
 *
 * A variable starts in the array of its weight, without a copy. From then on a large weight that can be read again is
 * held no longer: training replaces the variable's array, and the old one goes. Whoever wants the weight again finds
 * the array where somebody still uses it, else it is read, and then held for good: an encoder that starts a second run
 * will start others.
 */
export class SharedWeights {
  readonly host: HostWeights;
  readonly #held: Map<string, HostTensor>;
  readonly #reread: ReadonlyMap<string, Reread>;
  readonly #letGo = new Map<string, LetGo>();
  /** Weights that were read again. */
  readonly #wantedAgain = new Set<string>();
  readonly #lent = new Map<string, { readonly tensor: Tensor; users: number }>();

  constructor(weights: NamedHostTensors, reread: ReadonlyMap<string, Reread> = new Map()) {
    this.#held = new Map(weights);
    this.#reread = reread;
    this.host = { get: (name) => this.#find(name) };
  }

  /** The tensor of a weight; the caller gives it back once. */
  borrow(name: string): Tensor {
    const lent = this.#lent.get(name);
    if (lent !== undefined) {
      lent.users++;
      return lent.tensor;
    }
    const { data, shape } = this.host.get(name);
    const tensor = tf.keep(tf.tensor(data, [...shape]));
    this.#lent.set(name, { tensor, users: 1 });
    return tensor;
  }

  /** Ends one borrowing. */
  giveBack(name: string): void {
    const lent = this.#lent.get(name);
    if (lent === undefined) return;
    lent.users--;
    if (lent.users > 0) return;
    lent.tensor.dispose();
    this.#lent.delete(name);
  }

  /** A variable, without a name, that starts from a weight and belongs to the caller. */
  variable(name: string): tf.Variable {
    const weight = this.host.get(name);
    const initial = tf.tensor(weight.data, [...weight.shape]);
    const variable = tf.variable(initial, true);
    initial.dispose();
    if (this.#mayLetGo(name, weight)) {
      this.#held.delete(name);
      this.#letGo.set(name, { ...weight, data: new WeakRef(weight.data) });
    }
    return variable;
  }

  #mayLetGo(name: string, { data }: HostTensor): boolean {
    if (this.#wantedAgain.has(name) || this.#lent.has(name)) return false;
    return this.#reread.has(name) && data.byteLength >= smallBytes;
  }

  #find(name: string): HostTensor {
    const tensor = this.#held.get(name) ?? this.#recover(name);
    if (tensor === undefined) throw new RangeError(`There is no weight '${name}'.`);
    this.#held.set(name, tensor);
    this.#letGo.delete(name);
    return tensor;
  }

  #recover(name: string): HostTensor | undefined {
    const { shape, data } = this.#letGo.get(name) ?? {};
    const numbers = data?.deref();
    if (shape !== undefined && numbers !== undefined) return { shape, data: numbers };
    this.#wantedAgain.add(name);
    return this.#reread.get(name)?.();
  }
}
