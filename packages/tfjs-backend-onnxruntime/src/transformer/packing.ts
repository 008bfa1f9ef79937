import { elementTypeNumbers } from '../graph/element-type.js';
import type { GraphBuilder, GraphValue } from '../graph/graph-builder.js';
import { multiply, reshape } from './arithmetic.js';
import type { FedSizes } from './layer-inputs.js';

/** The rows of a batch that are no padding: all but attention is computed for them alone. */
export interface Packing {
  /** `[tokens, hidden]` to `[rows, hidden]`. */
  pack(padded: GraphValue): GraphValue;
  /** Back; padding is 0. */
  pad(rows: GraphValue): GraphValue;
}

/** There is no padding, or it is computed like everything else. */
export const unpacked: Packing = { pack: (padded) => padded, pad: (rows) => rows };

/**
 * Leaves padding out. Each place is read and written once, so that packing and padding are the gradients of each other.
 *
 * @param present - rows that are no padding, int32: `[rows]`
 */
export function presentRows(
  graph: GraphBuilder,
  present: GraphValue,
  { batch, length }: FedSizes,
  hidden: number,
): Packing {
  return {
    pack: (padded) => graph.op('Gather', [padded, present], { axis: 0 }),
    pad: (rows) => {
      const shape = graph.op('Concat', [multiply(graph, batch, length), graph.constant('int64', [hidden])], {
        axis: 0,
      });
      const zeros = graph.op('ConstantOfShape', [shape]);
      const places = graph.op('Cast', [reshape(graph, present, [-1, 1])], { to: elementTypeNumbers.int64 });
      return graph.op('ScatterND', [zeros, places, rows]);
    },
  };
}
