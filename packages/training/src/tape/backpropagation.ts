import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { TomoniError } from '@tomoni/spec';
import { releaseSaved, type TapeNode } from './engine-tape.js';

/** Gradients by tensor id. */
export type Cotangents = ReadonlyMap<number, Tensor>;

/** What a walk over the record is asked for. */
export interface Walk {
  /** Tensors whose gradients are wanted. */
  readonly sources: readonly Tensor[];
  /** One set of output gradients per walker; all walkers pass each operation together. Stay the caller's. */
  readonly seeds: readonly Cotangents[];
  /** Whether what the operations saved is freed on the way: no other walk is possible then. */
  readonly release: boolean;
}

/** The gradients of one source, done: one per walker, `null` where it was not reached. They go over to whoever takes them. */
export interface SourceGradients {
  /** Index of the source. */
  readonly source: number;
  readonly gradients: readonly (Tensor | null)[];
}

/**
 * Walks a record backwards, and hands out a source's gradients as soon as nothing can be added to them. Every walker's
 * gradients are freed as soon as they are used up, so memory stays at the walkers' working set plus whatever is kept of
 * what was handed out.
 */
export function* backpropagate(
  nodes: readonly TapeNode[],
  { sources, seeds, release }: Walk,
): Generator<SourceGradients, void> {
  const path = nodesFrom(nodes, sources);
  const walkers = seeds.map((seed) => new Walker(seed));
  const pending = new PendingUses(path, sources);
  const onPath = new Set(path);
  const produced = new Set(path.flatMap((node) => node.outputs.map((output) => output.id)));

  try {
    for (const source of pending.unused())
      yield { source, gradients: walkers.map((walker) => walker.copy(sources[source] as Tensor)) };
    for (let i = nodes.length - 1; i >= 0; i--) {
      const node = nodes[i] as TapeNode;
      if (onPath.has(node)) {
        for (const walker of walkers) walker.pass(node, pending.reached);
        for (const source of pending.pass(node)) {
          const tensor = sources[source] as Tensor;
          const gradients = walkers.map((walker) =>
            produced.has(tensor.id) ? walker.copy(tensor) : walker.take(tensor),
          );
          yield { source, gradients };
        }
      }
      if (release) releaseSaved([node]);
    }
  } finally {
    for (const walker of walkers) walker.dispose();
  }
}

/** The operations that a change of the sources can reach, in order. */
function nodesFrom(nodes: readonly TapeNode[], sources: readonly Tensor[]): TapeNode[] {
  const reached = new Set(sources.map((source) => source.id));
  return nodes.filter((node) => {
    if (!Object.values(node.inputs).some((input) => reached.has(input.id))) return false;
    for (const output of node.outputs) reached.add(output.id);
    return true;
  });
}

/** Counts the uses of each source that are still to come. */
class PendingUses {
  /** Ids of the sources and of everything computed from them. */
  readonly reached: ReadonlySet<number>;
  readonly #uses = new Map<number, number>();
  readonly #indices = new Map<number, number[]>();

  constructor(path: readonly TapeNode[], sources: readonly Tensor[]) {
    sources.forEach((source, index) => {
      this.#indices.set(source.id, [...(this.#indices.get(source.id) ?? []), index]);
      this.#uses.set(source.id, 0);
    });
    const reached = new Set(this.#uses.keys());
    for (const node of path) {
      for (const output of node.outputs) reached.add(output.id);
      for (const { id } of Object.values(node.inputs)) {
        const uses = this.#uses.get(id);
        if (uses !== undefined) this.#uses.set(id, uses + 1);
      }
    }
    this.reached = reached;
  }

  /** The sources that nothing uses. */
  unused(): number[] {
    return [...this.#uses].flatMap(([id, uses]) => (uses === 0 ? this.#indicesOf(id) : []));
  }

  /** Counts an operation as done, and gives the sources that it was the last to use. */
  pass(node: TapeNode): number[] {
    return Object.values(node.inputs).flatMap(({ id }) => {
      const uses = this.#uses.get(id);
      if (uses === undefined) return [];
      this.#uses.set(id, uses - 1);
      return uses === 1 ? this.#indicesOf(id) : [];
    });
  }

  #indicesOf(id: number): readonly number[] {
    return this.#indices.get(id) ?? [];
  }
}

/** One set of gradients on its way back. */
class Walker {
  readonly #gradients: Map<number, Tensor>;
  readonly #borrowed: ReadonlySet<Tensor>;

  constructor(seeds: Cotangents) {
    this.#gradients = new Map(seeds);
    this.#borrowed = new Set(seeds.values());
  }

  pass(node: TapeNode, reached: ReadonlySet<number>): void {
    const outputs = node.outputs.map((output) => this.#gradients.get(output.id) ?? null);
    if (outputs.every((gradient) => gradient === null)) return;
    const { gradient } = node;
    if (gradient === undefined) throw noGradient(node);
    const inputs = Object.entries(node.inputs).filter(([, input]) => reached.has(input.id));
    const gradients = tf.tidy(() => {
      const functions = gradient(outputs);
      return inputs.map(([name]) => {
        const f = functions[name];
        if (f === undefined) throw noGradient(node);
        const result = f();
        return outputs.includes(result) ? tf.clone(result) : result;
      });
    });
    for (const output of node.outputs) this.#free(output.id);
    for (const [i, [, input]] of inputs.entries()) this.#add(input.id, gradients[i] as Tensor);
  }

  /** The gradient of a tensor, handed over. */
  take(tensor: Tensor): Tensor | null {
    const gradient = this.#gradients.get(tensor.id);
    if (gradient === undefined) return null;
    this.#gradients.delete(tensor.id);
    return this.#borrowed.has(gradient) ? tf.clone(gradient) : gradient;
  }

  /** A copy of the gradient of a tensor. */
  copy(tensor: Tensor): Tensor | null {
    const gradient = this.#gradients.get(tensor.id);
    return gradient === undefined ? null : tf.clone(gradient);
  }

  dispose(): void {
    for (const id of [...this.#gradients.keys()]) this.#free(id);
  }

  #add(id: number, gradient: Tensor): void {
    const sum = this.#gradients.get(id);
    if (sum === undefined) {
      this.#gradients.set(id, gradient);
      return;
    }
    this.#gradients.set(id, tf.add(sum, gradient));
    if (!this.#borrowed.has(sum)) sum.dispose();
    gradient.dispose();
  }

  #free(id: number): void {
    const gradient = this.#gradients.get(id);
    this.#gradients.delete(id);
    if (gradient !== undefined && !this.#borrowed.has(gradient)) gradient.dispose();
  }
}

function noGradient(node: TapeNode): TomoniError {
  return new TomoniError({
    code: 'invalid-argument',
    what: `The operation ${node.kernelName} has no gradient, but a loss depends on a trained parameter through it.`,
    remedy: 'Compute what it gives outside the tape, or write the loss with other operations.',
  });
}
