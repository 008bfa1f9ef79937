import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { HostTensor, NamedHostTensors } from '@tomoni/spec';

/**
 * Immutable weights on the host, with one reference-counted tensor for each of them that is in use: made when the
 * first instance borrows it, freed when the last one gives it back.
 */
export class SharedWeights {
  readonly host: NamedHostTensors;
  readonly #lent = new Map<string, { readonly tensor: Tensor; users: number }>();

  constructor(host: NamedHostTensors) {
    this.host = host;
  }

  /** The tensor of a weight; the caller gives it back once. */
  borrow(name: string): Tensor {
    const lent = this.#lent.get(name);
    if (lent !== undefined) {
      lent.users++;
      return lent.tensor;
    }
    const { data, shape } = this.#hostTensor(name);
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
    const { data, shape } = this.#hostTensor(name);
    const initial = tf.tensor(data.slice(), [...shape]);
    const variable = tf.variable(initial, true);
    initial.dispose();
    return variable;
  }

  #hostTensor(name: string): HostTensor {
    const tensor = this.host.get(name);
    if (tensor === undefined) throw new RangeError(`There is no weight '${name}'.`);
    return tensor;
  }
}
