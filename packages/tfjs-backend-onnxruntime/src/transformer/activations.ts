import type { GraphBuilder, GraphValue } from '../graph/graph-builder.js';
import { add, multiply, subtract } from './arithmetic.js';

/** Names of the non-linearities. `gelu` is the exact form, `gelu_tanh` its approximation. */
export type ActivationName = 'gelu' | 'gelu_tanh' | 'relu' | 'silu' | 'tanh';

/** A non-linearity, applied to each element. */
export interface Activation {
  value(graph: GraphBuilder, x: GraphValue): GraphValue;
  /** The derivative at `x`, divided by {@link scale}. */
  slope(graph: GraphBuilder, x: GraphValue): GraphValue;
  /** What {@link slope} is to be multiplied by; the matrix product before it does so on the way. */
  readonly scale: number;
}

/** The non-linearities by name. */
export const activations: Readonly<Record<ActivationName, Activation>> = {
  gelu: { value: gelu, slope: geluSlope, scale: 0.5 },
  gelu_tanh: { value: geluTanh, slope: geluTanhSlope, scale: 0.5 },
  relu: { value: relu, slope: reluSlope, scale: 1 },
  silu: { value: silu, slope: siluSlope, scale: 1 },
  tanh: { value: tanh, slope: tanhSlope, scale: 1 },
};

/** `x Φ(x)`. Source: Hendrycks and Gimpel, "Gaussian Error Linear Units", 2016. */
function gelu(graph: GraphBuilder, x: GraphValue): GraphValue {
  return graph.op('Gelu', [x], {}, { domain: 'com.microsoft' });
}

/** `2 Φ(x) + 2 x φ(x)`, where `2 Φ(x) = 1 + erf(x / √2)` and `2 φ(x) = exp(ln √(2 / π) - x² / 2)`. */
function geluSlope(graph: GraphBuilder, x: GraphValue): GraphValue {
  const scaled = multiply(graph, x, Math.SQRT1_2);
  const distribution = add(graph, graph.op('Erf', [scaled]), graph.constant('float32', 1));
  const logarithm = subtract(
    graph,
    graph.constant('float32', Math.log(2 / Math.PI) / 2),
    multiply(graph, scaled, scaled),
  );
  return add(graph, distribution, multiply(graph, graph.op('Exp', [logarithm]), x));
}

const cubic = 0.044715;

/** `x (1 + tanh u) / 2` with `u = √(2 / π) (x + 0.044715 x³)`. */
function geluTanh(graph: GraphBuilder, x: GraphValue): GraphValue {
  return graph.op('Gelu', [x], { approximate: 'tanh' });
}

/** `(1 + tanh u) (1 + x u′ (1 - tanh u))`. */
function geluTanhSlope(graph: GraphBuilder, x: GraphValue): GraphValue {
  const root = Math.sqrt(2 / Math.PI);
  const one = graph.constant('float32', 1);
  const square = multiply(graph, x, x);
  const polynomial = (linear: number, cube: number) =>
    multiply(graph, x, add(graph, multiply(graph, square, cube), graph.constant('float32', linear)));
  const tangent = graph.op('Tanh', [polynomial(root, root * cubic)]);
  const inner = multiply(graph, polynomial(root, 3 * root * cubic), subtract(graph, one, tangent));
  return multiply(graph, add(graph, one, tangent), add(graph, one, inner));
}

function relu(graph: GraphBuilder, x: GraphValue): GraphValue {
  return graph.op('Relu', [x]);
}

/** 1 above 0, elsewhere 0. */
function reluSlope(graph: GraphBuilder, x: GraphValue): GraphValue {
  return graph.op('Sign', [relu(graph, x)]);
}

/** `x σ(x)`. */
function silu(graph: GraphBuilder, x: GraphValue): GraphValue {
  return multiply(graph, x, graph.op('Sigmoid', [x]));
}

/** `σ + x σ (1 - σ)`. */
function siluSlope(graph: GraphBuilder, x: GraphValue): GraphValue {
  const sigmoid = graph.op('Sigmoid', [x]);
  const value = multiply(graph, x, sigmoid);
  return add(graph, sigmoid, subtract(graph, value, multiply(graph, value, sigmoid)));
}

function tanh(graph: GraphBuilder, x: GraphValue): GraphValue {
  return graph.op('Tanh', [x]);
}

/** `1 - tanh²`. */
function tanhSlope(graph: GraphBuilder, x: GraphValue): GraphValue {
  const tangent = tanh(graph, x);
  return subtract(graph, graph.constant('float32', 1), multiply(graph, tangent, tangent));
}
