import type { GraphBuilder, GraphValue } from '../graph/graph-builder.js';
import { add, matMul, multiply, reshape, subtract, sumLast, transpose, transposed } from './arithmetic.js';
import { type Dropout, drop } from './dropout.js';
import type { FedSizes } from './layer-inputs.js';
import type { Affine } from './linear.js';
import type { Packing } from './packing.js';
import type { Products } from './products.js';
import type { Selection } from './selection.js';

/** The maps of an attention, or their gradients. */
export interface AttentionWeights {
  readonly query: Affine;
  readonly key: Affine;
  readonly value: Affine;
}

/** What an attention is computed from. */
export interface AttentionInput {
  /** Where keys and values come from: `[tokens, hidden]`. */
  readonly states: GraphValue;
  /** The rows among them that have a query. */
  readonly selection: Selection;
  /** How rows are laid out in their texts. */
  readonly packing: Packing;
  /** Added to the scores: `[batch, 1, 1, length]`. */
  readonly bias: GraphValue;
  readonly products: Products;
  readonly sizes: FedSizes;
  readonly hidden: number;
  readonly heads: number;
  /** Of the probabilities. */
  readonly dropout: Dropout | undefined;
}

/** What an attention gives. */
export interface Attention<Activations> {
  /** Mixed values of all heads side by side: `[rows, hidden]`. */
  readonly context: GraphValue;
  /** Before dropout: `[batch, heads, queries, length]`. */
  readonly probabilities: GraphValue;
  /** What the gradient needs. */
  readonly activations: Activations;
}

/** Gradients of an attention. */
export interface AttentionGradient extends AttentionWeights {
  /** `[tokens, hidden]`. */
  readonly states: GraphValue;
}

/** Queries `[batch, heads, queries, width]`, keys and values `[batch, heads, length, width]`. */
export interface AttentionActivations {
  readonly query: GraphValue;
  readonly key: GraphValue;
  readonly value: GraphValue;
}

/**
 * Scaled dot-product self-attention with several heads.
 *
 * Source: Vaswani et al., "Attention Is All You Need", NeurIPS 2017.
 */
export function attend(
  graph: GraphBuilder,
  input: AttentionInput,
  weights: AttentionWeights,
): Attention<AttentionActivations> {
  const { states, selection, products, sizes, dropout } = input;
  const heads = headsOf(graph, input);
  const linear = (x: GraphValue, affine: Affine) => products.rows(products.linear(products.lay(x), affine));
  const query = heads.split(linear(selection.choose(states), weights.query), sizes.queries);
  const key = heads.split(linear(states, weights.key), sizes.length);
  const value = heads.split(linear(states, weights.value), sizes.length);
  const probabilities = attentionProbabilities(graph, input, query, key);
  const context = heads.merge(matMul(graph, drop(graph, probabilities, dropout), value));
  return { context, probabilities, activations: { query, key, value } };
}

/**
 * The probabilities are computed anew. The sum over keys in the softmax's gradient is taken over the width of the heads
 * instead, between context and its gradient.
 *
 * Source: Dao et al., "FlashAttention", NeurIPS 2022 (appendix B.2).
 *
 * @param gradient - of the context, `[rows, hidden]`
 * @param residual - added to the gradient of the chosen rows
 */
export function attendGradient(
  graph: GraphBuilder,
  gradient: GraphValue,
  input: AttentionInput,
  weights: AttentionWeights,
  { query, key, value, context }: AttentionActivations & { readonly context: GraphValue },
  residual?: GraphValue,
): AttentionGradient {
  const { states, selection, products, sizes, hidden, dropout } = input;
  const heads = headsOf(graph, input);
  const scale = scoreScale(input);

  const probabilities = attentionProbabilities(graph, input, query, key);
  const kept = drop(graph, probabilities, dropout);
  const mixed = heads.split(gradient, sizes.queries);
  const total = sumLast(graph, heads.split(multiply(graph, gradient, context), sizes.queries));
  const scores = subtract(
    graph,
    multiply(graph, kept, matMul(graph, mixed, transposed(value))),
    multiply(graph, probabilities, total),
  );

  const queries = products.lay(heads.merge(matMul(graph, scores, key, scale)));
  const keys = products.lay(heads.merge(matMul(graph, transposed(scores), query, scale)));
  const values = products.lay(heads.merge(matMul(graph, transposed(kept), mixed)));

  const chosen = products.rowsGradient(queries, weights.query.weight, residual);
  const throughKeys = products.rowsGradient(keys, weights.key.weight, selection.spread(chosen));
  return {
    query: products.weightGradient(queries, selection.choose(states), hidden),
    key: products.weightGradient(keys, states, hidden),
    value: products.weightGradient(values, states, hidden),
    states: products.rowsGradient(values, weights.value.weight, throughKeys),
  };
}

/** What queries times keys are multiplied by. */
export function scoreScale({ hidden, heads }: AttentionInput): number {
  return 1 / Math.sqrt(hidden / heads);
}

function attentionProbabilities(
  graph: GraphBuilder,
  input: AttentionInput,
  query: GraphValue,
  key: GraphValue,
): GraphValue {
  const scores = matMul(graph, query, transposed(key), scoreScale(input));
  return graph.op('Softmax', [add(graph, scores, input.bias)], { axis: -1 });
}

/** Rows `[rows, hidden]` to one matrix per text and head, `[batch, heads, count, width]`, 0 for padding, and back. */
function headsOf(graph: GraphBuilder, { packing, sizes, hidden, heads }: AttentionInput) {
  return {
    split: (rows: GraphValue, count: GraphValue) => {
      const perHead = reshape(graph, packing.pad(rows), [sizes.batch, count, heads, hidden / heads]);
      return transpose(graph, perHead, [0, 2, 1, 3]);
    },
    merge: (x: GraphValue) => packing.pack(reshape(graph, transpose(graph, x, [0, 2, 1, 3]), [-1, hidden])),
  };
}
