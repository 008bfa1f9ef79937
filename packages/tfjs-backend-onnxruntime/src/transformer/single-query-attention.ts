import type { GraphBuilder, GraphValue } from '../graph/graph-builder.js';
import {
  add,
  gemm,
  matMul,
  multiply,
  reshape,
  subtract,
  sumLast,
  sumRows,
  transpose,
  transposed,
} from './arithmetic.js';
import {
  type Attention,
  type AttentionGradient,
  type AttentionInput,
  type AttentionWeights,
  scoreScale,
} from './attention.js';
import { drop } from './dropout.js';
import { linear, linearGradient } from './linear.js';

/** What the gradient of {@link attendSingly} needs. */
export interface SingleQueryActivations {
  /** Queries: `[rows, hidden]`. */
  readonly query: GraphValue;
  /** Queries as the states meet them, `W_Kᵀ q`: `[batch, heads · queries, hidden]`. */
  readonly probe: GraphValue;
  /** States mixed by the probabilities, `Σ a_j x_j`: `[batch, heads · queries, hidden]`. */
  readonly mixed: GraphValue;
  /** Before dropout: `[batch, heads, queries, length]`. */
  readonly probabilities: GraphValue;
}

/**
 * Attention for few queries per text, without keys and values of the other tokens.
 *
 * The scores `q · (W_K x_j + b_K)` are `(W_Kᵀ q) · x_j` but for a number that is the same for all tokens, and that the
 * softmax drops; the context `Σ a_j (W_V x_j + b_V)` is `W_V Σ a_j x_j + b_V Σ a_j`.
 */
export function attendSingly(
  graph: GraphBuilder,
  input: AttentionInput,
  weights: AttentionWeights,
): Attention<SingleQueryActivations> {
  const { states, selection, sizes, heads, dropout } = input;
  const layout = layoutOf(graph, input);
  const tokens = layout.perText(states);

  const query = linear(graph, selection.choose(states), weights.query);
  const probe = layout.headsToTexts(matMul(graph, layout.byHead(query), layout.weight(weights.key.weight)));
  const scores = matMul(graph, probe, transposed(tokens), scoreScale(input));
  const shaped = reshape(graph, scores, [sizes.batch, heads, sizes.queries, sizes.length]);
  const probabilities = graph.op('Softmax', [add(graph, shaped, input.bias)], { axis: -1 });

  const kept = drop(graph, probabilities, dropout);
  const mixed = matMul(graph, reshape(graph, kept, [sizes.batch, -1, sizes.length]), tokens);
  const values = matMul(graph, layout.textsToHeads(mixed), transposed(layout.weight(weights.value.weight)));
  const shift = layout.scaleHeads(weights.value.bias, dropout && sumLast(graph, kept));
  const context = add(graph, layout.rows(values), shift);
  return { context, probabilities, activations: { query, probe, mixed, probabilities } };
}

/**
 * @param gradient - of the context, `[rows, hidden]`
 * @param residual - added to the gradient of the chosen rows
 */
export function attendSinglyGradient(
  graph: GraphBuilder,
  gradient: GraphValue,
  input: AttentionInput,
  weights: AttentionWeights,
  { query, probe, mixed, probabilities }: SingleQueryActivations,
  residual?: GraphValue,
): AttentionGradient {
  const { states, selection, sizes, hidden, heads, dropout } = input;
  const layout = layoutOf(graph, input);
  const tokens = layout.perText(states);
  const keyWeight = layout.weight(weights.key.weight);
  const shape = [sizes.batch, heads, sizes.queries, sizes.length];
  const flat = [sizes.batch, -1, sizes.length];
  const kept = drop(graph, probabilities, dropout);

  const values = layout.byHead(gradient);
  const mixedGradient = layout.headsToTexts(matMul(graph, values, layout.weight(weights.value.weight)));
  const throughStates = reshape(graph, matMul(graph, mixedGradient, transposed(tokens)), shape);
  const throughShift = dropout && layout.alongHeads(multiply(graph, gradient, weights.value.bias));
  const keptGradient = throughShift === undefined ? throughStates : add(graph, throughStates, throughShift);

  const weighted = multiply(graph, kept, keptGradient);
  const scores = subtract(graph, weighted, multiply(graph, probabilities, sumLast(graph, weighted)));
  const scaled = reshape(graph, multiply(graph, scores, scoreScale(input)), flat);
  const probeGradient = layout.textsToHeads(matMul(graph, scaled, tokens));
  const queryRows = layout.rows(matMul(graph, probeGradient, transposed(keyWeight)));

  const chosen = gemm(graph, queryRows, weights.query.weight, { plus: residual });
  const throughScores = matMul(graph, transposed(scaled), probe);
  const throughMixture = matMul(graph, transposed(reshape(graph, kept, flat)), mixedGradient);
  const throughTokens = reshape(graph, add(graph, throughScores, throughMixture), [-1, hidden]);
  return {
    query: linearGradient(graph, queryRows, selection.choose(states)),
    key: {
      weight: layout.asWeight(matMul(graph, transposed(layout.byHead(query)), probeGradient)),
      bias: graph.constant('float32', new Float32Array(hidden)),
    },
    value: {
      weight: layout.asWeight(matMul(graph, transposed(values), layout.textsToHeads(mixed))),
      bias: sumRows(graph, layout.scaleHeads(gradient, dropout && sumLast(graph, kept))),
    },
    states: add(graph, throughTokens, selection.spread(chosen)),
  };
}

/** The orders in which rows, heads and texts are multiplied. */
function layoutOf(graph: GraphBuilder, { sizes, hidden, heads }: AttentionInput) {
  const { batch, queries, length } = sizes;
  const width = hidden / heads;
  return {
    /** `[tokens, hidden]` to `[batch, length, hidden]`. */
    perText: (x: GraphValue) => reshape(graph, x, [batch, length, hidden]),
    /** `[hidden, hidden]` to `[heads, width, hidden]`. */
    weight: (x: GraphValue) => reshape(graph, x, [heads, width, hidden]),
    /** Back. */
    asWeight: (x: GraphValue) => reshape(graph, x, [hidden, hidden]),
    /** `[rows, hidden]` to `[heads, rows, width]`. */
    byHead: (x: GraphValue) => transpose(graph, reshape(graph, x, [-1, heads, width]), [1, 0, 2]),
    /** Back. */
    rows: (x: GraphValue) => reshape(graph, transpose(graph, x, [1, 0, 2]), [-1, hidden]),
    /** `[heads, rows, hidden]` to `[batch, heads · queries, hidden]`. */
    headsToTexts: (x: GraphValue) => {
      const split = reshape(graph, x, [heads, batch, queries, hidden]);
      return reshape(graph, transpose(graph, split, [1, 0, 2, 3]), [batch, -1, hidden]);
    },
    /** Back. */
    textsToHeads: (x: GraphValue) => {
      const split = reshape(graph, x, [batch, heads, queries, hidden]);
      return reshape(graph, transpose(graph, split, [1, 0, 2, 3]), [heads, -1, hidden]);
    },
    /** Columns of `[rows, hidden]`, or of `[hidden]`, times their heads' factors, `[batch, heads, queries, 1]`. */
    scaleHeads: (x: GraphValue, factors: GraphValue | undefined) => {
      if (factors === undefined) return x;
      const perRow = reshape(graph, transpose(graph, factors, [0, 2, 1, 3]), [-1, heads, 1]);
      const perHead = reshape(graph, x, [-1, heads, width]);
      return reshape(graph, multiply(graph, perHead, perRow), [-1, hidden]);
    },
    /** Sums over each head's columns: `[rows, hidden]` to `[batch, heads, queries, 1]`. */
    alongHeads: (x: GraphValue) =>
      transpose(graph, sumLast(graph, reshape(graph, x, [batch, queries, heads, width])), [0, 2, 1, 3]),
  };
}
