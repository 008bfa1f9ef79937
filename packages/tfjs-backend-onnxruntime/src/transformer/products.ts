import type { GraphBuilder, GraphValue } from '../graph/graph-builder.js';
import { gemm } from './arithmetic.js';
import { type Affine, linear, linearGradient } from './linear.js';

/**
 * How a layer multiplies its rows by its weights. What goes from one product to the next is laid out as products want it:
 * operations on single elements do not see how.
 */
export interface Products {
  /** Lays rows out: `[rows, hidden]`. */
  lay(rows: GraphValue): GraphValue;
  /** Back to `[rows, hidden]`. */
  rows(laid: GraphValue): GraphValue;
  /** `x Wᵀ + b`, both laid out. */
  linear(x: GraphValue, affine: Affine): GraphValue;
  /** The gradient of `x` from that of the result, both laid out, times `scale`. */
  inputGradient(gradient: GraphValue, weight: GraphValue, scale?: number): GraphValue;
  /** The same to rows, plus a residual. */
  rowsGradient(gradient: GraphValue, weight: GraphValue, residual?: GraphValue): GraphValue;
  /** Gradients of a weight `[out, hidden]` and its bias: from that of the result, laid out, and `x` in rows. */
  weightGradient(gradient: GraphValue, x: GraphValue, out: number): Affine;
  /** Gradients of a weight `[hidden, inner]` and its bias: from that of the result in rows, and `x`, laid out. */
  outputWeightGradient(gradient: GraphValue, x: GraphValue): Affine;
}

/** Products of rows as they are. */
export function rowProducts(graph: GraphBuilder): Products {
  return {
    lay: (rows) => rows,
    rows: (laid) => laid,
    linear: (x, affine) => linear(graph, x, affine),
    inputGradient: (gradient, weight, scale) => gemm(graph, gradient, weight, { scale }),
    rowsGradient: (gradient, weight, residual) => gemm(graph, gradient, weight, { plus: residual }),
    weightGradient: (gradient, x) => linearGradient(graph, gradient, x),
    outputWeightGradient: (gradient, x) => linearGradient(graph, gradient, x),
  };
}
