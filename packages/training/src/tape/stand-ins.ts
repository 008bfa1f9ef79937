import type { Tensor } from '@tensorflow/tfjs';
import { rowSelection } from '@tomoni/spec';
import type { TapeNode } from './engine-tape.js';

/**
 * For each source a tensor whose gradients have the same inner products: what the only selection of rows from it gave, else
 * the source itself. A batch reads a few hundred rows of a table of tens of thousands.
 */
export function standIns(nodes: readonly TapeNode[], sources: readonly Tensor[]): Tensor[] {
  const uses = new Map<number, TapeNode[]>(sources.map(({ id }) => [id, []]));
  for (const node of nodes) for (const { id } of Object.values(node.inputs)) uses.get(id)?.push(node);
  return sources.map((source) => {
    const [only, ...others] = uses.get(source.id) ?? [];
    if (only === undefined || only.kernelName !== rowSelection || others.length > 0) return source;
    return only.outputs[0] ?? source;
  });
}
