import type { Tensor } from '@tensorflow/tfjs';
import type { TapeNode } from './engine-tape.js';

/** A record cut in two. */
export interface CutNodes {
  /** What the part below hands to the part above. */
  readonly tensors: readonly Tensor[];
  /** The operations of the part above, in order. */
  readonly above: readonly TapeNode[];
}

/**
 * Cuts a record above the last uses of its sources: below lies every operation that a source goes into, and everything
 * on the way to one. A use of a source that `tops` have gone into already, such as that of tied embeddings in a decoder,
 * lies above.
 */
export function cutNodes(
  nodes: readonly TapeNode[],
  sources: readonly Tensor[],
  tops: readonly Tensor[],
): CutNodes {
  const isSource = new Set(sources.map(({ id }) => id));
  const dependsOnSources = dependents(nodes, sources);
  const dependsOnTops = dependents(nodes, tops);
  const below = new Set<TapeNode>();
  const handedDown = new Set<number>();
  for (const node of nodes.toReversed()) {
    const inputs = Object.values(node.inputs);
    const uses = inputs.some(({ id }) => isSource.has(id)) && !dependsOnTops.has(node);
    const leads = dependsOnSources.has(node) && node.outputs.some(({ id }) => handedDown.has(id));
    if (!uses && !leads) continue;
    below.add(node);
    for (const { id } of inputs) handedDown.add(id);
  }
  const above = nodes.filter((node) => !below.has(node));
  const read = new Set(above.flatMap((node) => Object.values(node.inputs).map(({ id }) => id)));
  const tensors = nodes.flatMap((node) =>
    below.has(node) ? node.outputs.filter(({ id }) => read.has(id)) : [],
  );
  return { tensors, above };
}

/** The operations that something goes into, directly or through others. */
function dependents(nodes: readonly TapeNode[], sources: readonly Tensor[]): ReadonlySet<TapeNode> {
  const reached = new Set(sources.map(({ id }) => id));
  return new Set(
    nodes.filter((node) => {
      if (!Object.values(node.inputs).some(({ id }) => reached.has(id))) return false;
      for (const { id } of node.outputs) reached.add(id);
      return true;
    }),
  );
}
