import type { Scalar, Tensor, Tensor2D, TensorContainer } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { backpropagate, type Cotangents } from './backpropagation.js';
import { recordNodes, releaseSaved, type TapeNode } from './engine-tape.js';

/** An output of a recorded function with the gradient that flows into it; both have one shape. */
export interface Seed {
  readonly output: Tensor;
  readonly gradient: Tensor;
}

/** A recorded computation, detached from the engine: several backward passes over one forward pass, also after an `await`. */
export interface Tape {
  /**
   * Vector–Jacobian product: the gradients of `Σ ⟨seed, output⟩` with respect to each source, `null` where a
   * source does not reach an output. They are the caller's to dispose of.
   *
   * @throws TomoniError `invalid-argument` where an operation on the way has no gradient
   */
  vjp(seeds: readonly Seed[], sources: readonly Tensor[]): (Tensor | null)[];
  /** As {@link Tape.vjp}, for the last time: frees the record on the way, so that memory falls as the walk goes on. */
  backward(seeds: readonly Seed[], sources: readonly Tensor[]): (Tensor | null)[];
  /**
   * Inner products of the gradients of several losses, per source: `T × T`, row-major.
   *
   * All losses walk the record together, and each block is reduced and freed after its last use: far below the
   * memory of `T` gradients. Time grows with `T` backward passes.
   */
  gramians(losses: readonly Scalar[], sources: readonly Tensor[]): Promise<Float64Array[]>;
  /** Frees what is left of the record. */
  dispose(): void;
}

/**
 * Runs a function and keeps what its gradients need. The tensors in its result are the caller's; everything else
 * it made is freed, but for what the tape holds until `dispose` or `backward`.
 *
 * @throws TomoniError `invalid-argument` inside another recording or `tf.grad`
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { record } from '@tomoni/training';
 *
 * const w = tf.variable(tf.tensor1d([1, 2]));
 * const { value: loss, tape } = record(() => tf.sum(tf.square(w)).asScalar());
 * const [gradient] = tape.backward([{ output: loss, gradient: tf.scalar(1) }], [w]);
 * gradient?.print(); // [2, 4]
 * ```
 */
export function record<T extends TensorContainer>(f: () => T): { readonly value: T; readonly tape: Tape } {
  const { value, nodes } = recordNodes(f);
  return { value, tape: new RecordedTape(nodes) };
}

class RecordedTape implements Tape {
  #nodes: readonly TapeNode[];

  constructor(nodes: readonly TapeNode[]) {
    this.#nodes = nodes;
  }

  vjp(seeds: readonly Seed[], sources: readonly Tensor[]): (Tensor | null)[] {
    return this.#walk(seeds, sources, false);
  }

  backward(seeds: readonly Seed[], sources: readonly Tensor[]): (Tensor | null)[] {
    const gradients = this.#walk(seeds, sources, true);
    this.#nodes = [];
    return gradients;
  }

  async gramians(losses: readonly Scalar[], sources: readonly Tensor[]): Promise<Float64Array[]> {
    const size = losses.length;
    const one = tf.scalar(1);
    const products: Tensor2D[] = [];
    try {
      backpropagate(this.#nodes, {
        sources,
        seeds: losses.map((loss) => new Map([[loss.id, one]])),
        settle: (index, gradients) => {
          products[index] = innerProducts(gradients, (sources[index] as Tensor).size);
          tf.dispose(gradients.filter((gradient) => gradient !== null));
        },
        release: false,
      });
      return await Promise.all(
        products.map(async (product) => Float64Array.from(await product.data()).subarray(0, size * size)),
      );
    } finally {
      tf.dispose([one, ...products]);
    }
  }

  dispose(): void {
    releaseSaved(this.#nodes);
    this.#nodes = [];
  }

  #walk(seeds: readonly Seed[], sources: readonly Tensor[], release: boolean): (Tensor | null)[] {
    const results = new Array<Tensor | null>(sources.length).fill(null);
    const { cotangents, sums } = addSeeds(seeds);
    try {
      backpropagate(this.#nodes, {
        sources,
        seeds: [cotangents],
        settle: (index, [gradient]) => {
          results[index] = gradient ?? null;
        },
        release,
      });
      return results;
    } catch (error) {
      tf.dispose(results.filter((result) => result !== null));
      throw error;
    } finally {
      tf.dispose(sums);
    }
  }
}

/** The seeds by tensor; where an output is seeded twice, their sum. */
function addSeeds(seeds: readonly Seed[]): { cotangents: Cotangents; sums: Tensor[] } {
  const cotangents = new Map<number, Tensor>();
  const sums: Tensor[] = [];
  for (const { output, gradient } of seeds) {
    const before = cotangents.get(output.id);
    if (before === undefined) cotangents.set(output.id, gradient);
    else {
      const sum = tf.add(before, gradient);
      sums.push(sum);
      cotangents.set(output.id, sum);
    }
  }
  return { cotangents, sums };
}

/** `G = J Jᵀ` of one block, `[T, T]`, where row `t` of `J` is the flattened gradient of loss `t`, zero where there is none. */
function innerProducts(gradients: readonly (Tensor | null)[], length: number): Tensor2D {
  return tf.tidy(() => {
    const rows = gradients.map((gradient) => gradient?.reshape([length]) ?? tf.zeros([length]));
    const jacobian = tf.stack(rows) as Tensor2D;
    return tf.matMul(jacobian, jacobian, false, true);
  });
}
