import type { GraphBuilder, GraphValue } from '../graph/graph-builder.js';
import { matMul, reshape, transposed } from './arithmetic.js';
import type { FedSizes } from './layer-inputs.js';

/** The rows of a layer that have a query. */
export interface Selection {
  /** Those rows of the states: `[tokens, hidden]` to `[rows, hidden]`. */
  choose(states: GraphValue): GraphValue;
  /** Its gradient: rows come back to where they were chosen, those chosen twice are added up, the others are 0. */
  spread(rows: GraphValue): GraphValue;
}

/** Every row has a query. */
export const everyRow: Selection = { choose: (states) => states, spread: (rows) => rows };

/** Which rows are selected, in two countings. */
export interface SelectedPlaces {
  /** Rows of the states: `[rows]`. */
  readonly positions: GraphValue;
  /** Tokens of each text, of int64: `[batch, queries]`. */
  readonly places: GraphValue;
}

/**
 * Some rows have a query.
 *
 * They are spread by a matrix product with their places, since ONNX Runtime's scatter adds up in no fixed order.
 */
export function selectedRows(
  graph: GraphBuilder,
  { positions, places }: SelectedPlaces,
  { batch, length, queries }: FedSizes,
  hidden: number,
): Selection {
  return {
    choose: (states) => graph.op('Gather', [states, positions], { axis: 0 }),
    spread: (rows) => {
      const offOn = graph.constant('float32', [0, 1]);
      const isPlace = graph.op('OneHot', [places, length, offOn], { axis: -1 });
      const perText = reshape(graph, rows, [batch, queries, hidden]);
      return reshape(graph, matMul(graph, transposed(isPlace), perText), [-1, hidden]);
    },
  };
}
