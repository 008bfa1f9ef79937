import type { GraphBuilder, GraphValue } from '../../graph/graph-builder.js';
import type { NativeKernel } from '../break-even.js';

/** Computes all results. */
export type UnaryLoop = (x: Float32Array, out: Float32Array) => void;

/** A function of one number, both ways. */
export interface UnaryOperation {
  readonly name: NativeKernel;
  readonly loop: UnaryLoop;
  readonly graph: (graph: GraphBuilder, x: GraphValue) => GraphValue;
}

/** The functions of one number. Each has a loop of its own, for V8 to compile by itself. */
export const unaryOperations: readonly UnaryOperation[] = [
  {
    name: 'Neg',
    loop: (x, out) => {
      for (let i = 0; i < out.length; i++) out[i] = -(x[i] as number);
    },
    graph: (graph, x) => graph.op('Neg', [x]),
  },
  {
    name: 'Square',
    loop: (x, out) => {
      for (let i = 0; i < out.length; i++) out[i] = (x[i] as number) * (x[i] as number);
    },
    graph: (graph, x) => graph.op('Mul', [x, x]),
  },
  {
    name: 'Sqrt',
    loop: (x, out) => {
      for (let i = 0; i < out.length; i++) out[i] = Math.sqrt(x[i] as number);
    },
    graph: (graph, x) => graph.op('Sqrt', [x]),
  },
  {
    name: 'Rsqrt',
    loop: (x, out) => {
      for (let i = 0; i < out.length; i++) out[i] = 1 / Math.sqrt(x[i] as number);
    },
    graph: (graph, x) => graph.op('Reciprocal', [graph.op('Sqrt', [x])]),
  },
  {
    name: 'Relu',
    loop: (x, out) => {
      for (let i = 0; i < out.length; i++) out[i] = Math.max(0, x[i] as number);
    },
    graph: (graph, x) => graph.op('Max', [x, graph.constant('float32', 0)]),
  },
  {
    name: 'Exp',
    loop: (x, out) => {
      for (let i = 0; i < out.length; i++) out[i] = Math.exp(x[i] as number);
    },
    graph: (graph, x) => graph.op('Exp', [x]),
  },
  {
    name: 'Log',
    loop: (x, out) => {
      for (let i = 0; i < out.length; i++) out[i] = Math.log(x[i] as number);
    },
    graph: (graph, x) => graph.op('Log', [x]),
  },
  {
    name: 'Tanh',
    loop: (x, out) => {
      for (let i = 0; i < out.length; i++) out[i] = Math.tanh(x[i] as number);
    },
    graph: (graph, x) => graph.op('Tanh', [x]),
  },
  {
    name: 'Sigmoid',
    loop: (x, out) => {
      for (let i = 0; i < out.length; i++) out[i] = 1 / (1 + Math.exp(-(x[i] as number)));
    },
    graph: (graph, x) => graph.op('Sigmoid', [x]),
  },
  {
    name: 'Erf',
    loop: (x, out) => {
      for (let i = 0; i < out.length; i++) out[i] = erf(x[i] as number);
    },
    graph: (graph, x) => graph.op('Erf', [x]),
  },
];

/**
 * The error function, to 1.5e-7.
 *
 * Source: Abramowitz and Stegun, "Handbook of Mathematical Functions", 7.1.26.
 */
function erf(x: number): number {
  const magnitude = Math.abs(x);
  const t = 1 / (1 + 0.3275911 * magnitude);
  const polynomial =
    ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  return Math.sign(x) * (1 - polynomial * Math.exp(-magnitude * magnitude));
}
