import type { Scalar, Tensor, TensorContainer } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { backpropagate, type Cotangents, type SourceGradients } from './backpropagation.js';
import { cutNodes } from './cut.js';
import { recordNodes, releaseSaved, type TapeNode } from './engine-tape.js';
import { innerProducts } from './inner-products.js';
import { standIns } from './stand-ins.js';

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
   * Inner products of the gradients of several losses, per source: `T × T`, row-major; empty where no loss reaches it.
   *
   * All losses walk the record together, and each block is reduced and freed after its last use: far below the
   * memory of `T` gradients. Time grows with `T` backward passes.
   */
  gramians(losses: readonly Scalar[], sources: readonly Tensor[]): Promise<Float64Array[]>;
  /**
   * The gradients of several losses, source by source in the order in which they are done, the last layers first; they are
   * the caller's to dispose of. All losses walk the record together, so that little more than what the caller keeps is in
   * memory.
   */
  gradients(losses: readonly Scalar[], sources: readonly Tensor[]): Generator<SourceGradients, void>;
  /**
   * Cuts the computation above the last uses of some sources: what the part below hands to the part above is where several
   * losses part. `tops` are sources of the part above; what they have gone into is never below.
   */
  cut(sources: readonly Tensor[], tops: readonly Tensor[]): TapeCut;
  /** Frees what is left of the record. */
  dispose(): void;
}

/** Where a recorded computation was cut. */
export interface TapeCut {
  /** What the part below hands to the part above. Its values may be gone: it stands for a place. */
  readonly tensors: readonly Tensor[];
  /** The gradients of several losses at the cut, tensor by tensor, the way through the part below left out; the caller's to dispose of. */
  gradients(losses: readonly Scalar[]): Generator<SourceGradients, void>;
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

  gramians(losses: readonly Scalar[], sources: readonly Tensor[]): Promise<Float64Array[]> {
    const standing = standIns(this.#nodes, sources);
    return innerProducts(this.gradients(losses, standing), standing);
  }

  gradients(losses: readonly Scalar[], sources: readonly Tensor[]): Generator<SourceGradients, void> {
    return walkTogether(this.#nodes, losses, sources);
  }

  cut(sources: readonly Tensor[], tops: readonly Tensor[]): TapeCut {
    const { tensors, above } = cutNodes(this.#nodes, sources, tops);
    return { tensors, gradients: (losses) => walkTogether(above, losses, tensors) };
  }

  dispose(): void {
    releaseSaved(this.#nodes);
    this.#nodes = [];
  }

  #walk(seeds: readonly Seed[], sources: readonly Tensor[], release: boolean): (Tensor | null)[] {
    const results = new Array<Tensor | null>(sources.length).fill(null);
    const { cotangents, sums } = addSeeds(seeds);
    try {
      for (const { source, gradients } of backpropagate(this.#nodes, {
        sources,
        seeds: [cotangents],
        release,
      }))
        results[source] = gradients[0] ?? null;
      return results;
    } catch (error) {
      tf.dispose(results.filter((result) => result !== null));
      throw error;
    } finally {
      tf.dispose(sums);
    }
  }
}

/** The gradients of several losses, which walk the record together. */
function* walkTogether(
  nodes: readonly TapeNode[],
  losses: readonly Scalar[],
  sources: readonly Tensor[],
): Generator<SourceGradients, void> {
  const one = tf.scalar(1);
  try {
    const seeds = losses.map((loss) => new Map([[loss.id, one]]));
    yield* backpropagate(nodes, { sources, seeds, release: false });
  } finally {
    one.dispose();
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
