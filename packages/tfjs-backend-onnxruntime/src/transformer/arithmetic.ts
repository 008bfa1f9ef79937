import { float } from '../graph/attributes.js';
import type { GraphBuilder, GraphValue } from '../graph/graph-builder.js';

/** A factor of a matrix product that is read transposed, in its last two dimensions, where it lies. */
export interface Transposed {
  readonly transposed: GraphValue;
}

/** Reads a matrix, or each of a batch of them, transposed. */
export function transposed(value: GraphValue): Transposed {
  return { transposed: value };
}

/** `scale · a b`, of matrices or of batches of them. */
export function matMul(
  graph: GraphBuilder,
  a: GraphValue | Transposed,
  b: GraphValue | Transposed,
  scale = 1,
): GraphValue {
  const factors = [a, b].map((factor) => ('transposed' in factor ? factor.transposed : factor));
  const attributes = {
    transA: 'transposed' in a ? 1 : 0,
    transB: 'transposed' in b ? 1 : 0,
    alpha: float(scale),
  };
  return graph.op('FusedMatMul', factors, attributes, { domain: 'com.microsoft' });
}

/** `scale · a b + c` of matrices, without a pass of its own for either. */
export function gemm(
  graph: GraphBuilder,
  a: GraphValue | Transposed,
  b: GraphValue | Transposed,
  { plus, scale = 1 }: { readonly plus?: GraphValue | undefined; readonly scale?: number | undefined } = {},
): GraphValue {
  const factors = [a, b].map((factor) => ('transposed' in factor ? factor.transposed : factor));
  return graph.op('Gemm', plus === undefined ? factors : [...factors, plus], {
    transA: 'transposed' in a ? 1 : 0,
    transB: 'transposed' in b ? 1 : 0,
    alpha: float(scale),
  });
}

/** `a + b`, broadcast. */
export function add(graph: GraphBuilder, a: GraphValue, b: GraphValue): GraphValue {
  return graph.op('Add', [a, b]);
}

/** `a - b`, broadcast. */
export function subtract(graph: GraphBuilder, a: GraphValue, b: GraphValue): GraphValue {
  return graph.op('Sub', [a, b]);
}

/** `a · b` element by element, broadcast. */
export function multiply(graph: GraphBuilder, a: GraphValue, b: GraphValue | number): GraphValue {
  return graph.op('Mul', [a, typeof b === 'number' ? graph.constant('float32', b) : b]);
}

/** Sum over all rows: `[rows, columns]` to `[columns]`. */
export function sumRows(graph: GraphBuilder, x: GraphValue): GraphValue {
  return graph.op('ReduceSum', [x, graph.constant('int64', [0])], { keepdims: 0 });
}

/** Sum over the last dimension, which stays with size 1. */
export function sumLast(graph: GraphBuilder, x: GraphValue): GraphValue {
  return graph.op('ReduceSum', [x, graph.constant('int64', [-1])], { keepdims: 1 });
}

/** The same elements in another shape; -1 stands for what is left. Sizes known at each run are `[1]` of int64. */
export function reshape(
  graph: GraphBuilder,
  x: GraphValue,
  shape: readonly (number | GraphValue)[],
): GraphValue {
  if (shape.every((size) => typeof size === 'number'))
    return graph.op('Reshape', [x, graph.constant('int64', shape)]);
  const sizes = shape.map((size) => (typeof size === 'number' ? graph.constant('int64', [size]) : size));
  return graph.op('Reshape', [x, graph.op('Concat', sizes, { axis: 0 })]);
}

/** The dimensions in another order. */
export function transpose(graph: GraphBuilder, x: GraphValue, order: readonly number[]): GraphValue {
  return graph.op('Transpose', [x], { perm: order });
}
