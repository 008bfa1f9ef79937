import { float } from '../graph/attributes.js';
import type { GraphBuilder, GraphValue } from '../graph/graph-builder.js';
import { matMul, multiply, reshape, subtract, sumRows } from './arithmetic.js';

/** Weight and bias, `[hidden]`, or their gradients. */
export interface Scaling {
  readonly weight: GraphValue;
  readonly bias: GraphValue;
}

/** What a layer normalisation is besides its weights. */
export interface NormalizationOptions {
  readonly hidden: number;
  /** Added to the variance. */
  readonly epsilon: number;
}

/** Gradients of a layer normalisation. */
export interface NormalizationGradient extends Scaling {
  /** Of what was normalised. */
  readonly states: GraphValue;
}

/**
 * Each row brought to mean 0 and variance 1, then scaled and shifted: `[rows, hidden]`.
 *
 * Source: Ba, Kiros and Hinton, "Layer Normalization", 2016.
 */
export function normalize(
  graph: GraphBuilder,
  x: GraphValue,
  { weight, bias }: Scaling,
  { epsilon }: NormalizationOptions,
): GraphValue {
  return graph.op('LayerNormalization', [x, weight, bias], { axis: -1, epsilon: float(epsilon) });
}

/**
 * With `x̂` the normalised rows, `σ` their deviation, `g` the gradient times the weight and `m` means over a row:
 * `(g - m(g) - x̂ · m(g x̂)) / σ`.
 *
 * `x̂` is normalised anew rather than saved. The means over rows are products with the weight, the sums over them.
 */
export function normalizeGradient(
  graph: GraphBuilder,
  gradient: GraphValue,
  x: GraphValue,
  { weight }: Scaling,
  { hidden, epsilon }: NormalizationOptions,
): NormalizationGradient {
  const ones = graph.constant('float32', new Float32Array(hidden).fill(1));
  const [normal, , inverseDeviation] = graph.op(
    'LayerNormalization',
    [x, ones],
    { axis: -1, epsilon: float(epsilon) },
    { outputs: 3 },
  );
  const slope = multiply(graph, gradient, normal);
  const share = reshape(graph, multiply(graph, weight, 1 / hidden), [hidden, 1]);
  const offCentre = subtract(graph, multiply(graph, gradient, weight), matMul(graph, gradient, share));
  const across = subtract(graph, offCentre, multiply(graph, normal, matMul(graph, slope, share)));
  return {
    states: multiply(graph, across, inverseDeviation),
    weight: sumRows(graph, slope),
    bias: sumRows(graph, gradient),
  };
}
