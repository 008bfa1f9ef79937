import type { GraphBuilder, GraphValue } from '../graph/graph-builder.js';
import { type ActivationName, activations } from './activations.js';
import { multiply } from './arithmetic.js';
import { type Dropout, drop } from './dropout.js';
import type { Affine } from './linear.js';
import type { Products } from './products.js';

/** The weights of a feed-forward network, or their gradients. */
export interface FeedForwardWeights {
  /** `[inner, hidden]`. */
  readonly intermediate: Affine;
  /** `[hidden, inner]`. */
  readonly output: Affine;
}

/** A feed-forward network. */
export interface FeedForwardOptions {
  readonly weights: FeedForwardWeights;
  readonly products: Products;
  /** Width between the two maps. */
  readonly innerWidth: number;
  readonly activation: ActivationName;
  /** Of the output. */
  readonly dropout: Dropout | undefined;
}

/** What the gradient of a feed-forward network needs. */
export interface FeedForwardActivations {
  /** Before the activation, laid out for products. */
  readonly inner: GraphValue;
}

/** What a feed-forward network gives. */
export interface FeedForward {
  /** `[rows, hidden]`. */
  readonly output: GraphValue;
  readonly activations: FeedForwardActivations;
}

/** Gradients of a feed-forward network. */
export interface FeedForwardGradient extends FeedForwardWeights {
  /** `[rows, hidden]`. */
  readonly states: GraphValue;
}

/** Two linear maps with an activation between them, each row for itself: `[rows, hidden]`. */
export function feedForward(
  graph: GraphBuilder,
  states: GraphValue,
  { weights, products, activation, dropout }: FeedForwardOptions,
): FeedForward {
  const inner = products.linear(products.lay(states), weights.intermediate);
  const output = products.linear(activations[activation].value(graph, inner), weights.output);
  return { output: drop(graph, products.rows(output), dropout), activations: { inner } };
}

/**
 * The activation is computed anew.
 *
 * @param gradient - of the output, `[rows, hidden]`
 * @param residual - added to the gradient of the states
 */
export function feedForwardGradient(
  graph: GraphBuilder,
  gradient: GraphValue,
  states: GraphValue,
  { inner }: FeedForwardActivations,
  { weights, products, innerWidth, activation, dropout }: FeedForwardOptions,
  residual?: GraphValue,
): FeedForwardGradient {
  const { value, slope, scale } = activations[activation];
  const dropped = drop(graph, gradient, dropout);
  const outer = products.inputGradient(products.lay(dropped), weights.output.weight, scale);
  const innerGradient = multiply(graph, outer, slope(graph, inner));
  return {
    output: products.outputWeightGradient(dropped, value(graph, inner)),
    intermediate: products.weightGradient(innerGradient, states, innerWidth),
    states: products.rowsGradient(innerGradient, weights.intermediate.weight, residual),
  };
}
