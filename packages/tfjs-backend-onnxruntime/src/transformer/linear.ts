import type { GraphBuilder, GraphValue } from '../graph/graph-builder.js';
import { gemm, sumRows, transposed } from './arithmetic.js';

/** Weight `[out, in]` and bias `[out]`, or their gradients. */
export interface Affine {
  readonly weight: GraphValue;
  readonly bias: GraphValue;
}

/** `x Wᵀ + b`: `[rows, in]` to `[rows, out]`. */
export function linear(graph: GraphBuilder, x: GraphValue, { weight, bias }: Affine): GraphValue {
  return gemm(graph, x, transposed(weight), { plus: bias });
}

/** Gradients of weight and bias, from that of the result, `[rows, out]`. */
export function linearGradient(graph: GraphBuilder, gradient: GraphValue, x: GraphValue): Affine {
  return { weight: gemm(graph, transposed(gradient), x), bias: sumRows(graph, gradient) };
}
