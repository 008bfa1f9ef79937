import type { GraphBuilder, GraphValue } from '../../graph/graph-builder.js';
import type { NativeKernel } from '../break-even.js';

/**
 * Computes one run of results. A step is 1 where the operand moves along, 0 where it stands still.
 */
export type BinaryLoop = (
  a: Float32Array,
  aStart: number,
  aStep: number,
  b: Float32Array,
  bStart: number,
  bStep: number,
  out: Float32Array,
  start: number,
  count: number,
) => void;

/** A function of two numbers, both ways. */
export interface BinaryOperation {
  readonly name: NativeKernel;
  readonly loop: BinaryLoop;
  readonly graph: (graph: GraphBuilder, a: GraphValue, b: GraphValue) => GraphValue;
}

/** The functions of two numbers. Each has a loop of its own, for V8 to compile by itself. */
export const binaryOperations: readonly BinaryOperation[] = [
  {
    name: 'Add',
    loop: (a, aStart, aStep, b, bStart, bStep, out, start, count) => {
      for (let i = 0; i < count; i++)
        out[start + i] = (a[aStart + i * aStep] as number) + (b[bStart + i * bStep] as number);
    },
    graph: (graph, a, b) => graph.op('Add', [a, b]),
  },
  {
    name: 'Sub',
    loop: (a, aStart, aStep, b, bStart, bStep, out, start, count) => {
      for (let i = 0; i < count; i++)
        out[start + i] = (a[aStart + i * aStep] as number) - (b[bStart + i * bStep] as number);
    },
    graph: (graph, a, b) => graph.op('Sub', [a, b]),
  },
  {
    name: 'Multiply',
    loop: (a, aStart, aStep, b, bStart, bStep, out, start, count) => {
      for (let i = 0; i < count; i++)
        out[start + i] = (a[aStart + i * aStep] as number) * (b[bStart + i * bStep] as number);
    },
    graph: (graph, a, b) => graph.op('Mul', [a, b]),
  },
  {
    name: 'RealDiv',
    loop: (a, aStart, aStep, b, bStart, bStep, out, start, count) => {
      for (let i = 0; i < count; i++)
        out[start + i] = (a[aStart + i * aStep] as number) / (b[bStart + i * bStep] as number);
    },
    graph: (graph, a, b) => graph.op('Div', [a, b]),
  },
  {
    name: 'Maximum',
    loop: (a, aStart, aStep, b, bStart, bStep, out, start, count) => {
      for (let i = 0; i < count; i++)
        out[start + i] = Math.max(a[aStart + i * aStep] as number, b[bStart + i * bStep] as number);
    },
    graph: (graph, a, b) => graph.op('Max', [a, b]),
  },
  {
    name: 'Minimum',
    loop: (a, aStart, aStep, b, bStart, bStep, out, start, count) => {
      for (let i = 0; i < count; i++)
        out[start + i] = Math.min(a[aStart + i * aStep] as number, b[bStart + i * bStep] as number);
    },
    graph: (graph, a, b) => graph.op('Min', [a, b]),
  },
  {
    name: 'SquaredDifference',
    loop: (a, aStart, aStep, b, bStart, bStep, out, start, count) => {
      for (let i = 0; i < count; i++) {
        const difference = (a[aStart + i * aStep] as number) - (b[bStart + i * bStep] as number);
        out[start + i] = difference * difference;
      }
    },
    graph: (graph, a, b) => {
      const difference = graph.op('Sub', [a, b]);
      return graph.op('Mul', [difference, difference]);
    },
  },
];
