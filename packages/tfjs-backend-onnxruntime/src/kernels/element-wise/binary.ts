import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs';
import { compiled } from '../../runtime/graph-cache.js';
import { breakEven } from '../break-even.js';
import { areFloat32, float32Values } from '../dtype.js';
import { cpuKernel, kernel } from '../kernel.js';
import { denseStrides, eachPosition } from '../shapes/positions.js';
import { type BinaryLoop, type BinaryOperation, binaryOperations } from './binary-operation.js';
import { type Broadcast, broadcast } from './broadcast.js';

interface Operands {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
}

/** Functions of two numbers, by element, with broadcasting. Other types than float32 are left to tfjs-backend-cpu. */
export const binaryKernels: readonly KernelConfig[] = binaryOperations.map(binaryKernel);

function binaryKernel(operation: BinaryOperation): KernelConfig {
  const { name, loop } = operation;
  const onCpu = cpuKernel<Operands, object>(name);
  return kernel<Operands, object>(name, (operands, attributes, backend) => {
    const { a, b } = operands;
    if (!areFloat32(a, b)) return onCpu(operands, attributes, backend);
    const together = broadcast(a.shape, b.shape);
    const length = together.sizes.reduce((product, size) => product * size, 1);
    const out = backend.take('float32', length);
    const run = length < breakEven[name] ? runLoop(loop) : runGraph(operation);
    run(together, float32Values(backend, a), float32Values(backend, b), out);
    return backend.output(together.shape, 'float32', out);
  });
}

type Run = (together: Broadcast, a: Float32Array, b: Float32Array, out: Float32Array) => void;

function runLoop(loop: BinaryLoop): Run {
  return ({ sizes, a: aSizes, b: bSizes }, a, b, out) => {
    const last = sizes.length - 1;
    const count = sizes[last] as number;
    const [aStrides, bStrides] = [repeatedStrides(aSizes), repeatedStrides(bSizes)];
    const [aStep, bStep] = [aStrides[last], bStrides[last]] as [number, number];
    eachPosition(sizes.slice(0, last), aStrides, bStrides, (aStart, bStart, index) => {
      loop(a, aStart, aStep, b, bStart, bStep, out, index * count, count);
    });
  };
}

/** Distances between neighbours of each dimension, 0 where there is but one that is repeated. */
function repeatedStrides(sizes: readonly number[]): number[] {
  return denseStrides(sizes).map((stride, axis) => (sizes[axis] === 1 ? 0 : stride));
}

function runGraph({ name, graph: operation }: BinaryOperation): Run {
  return ({ sizes, a: aSizes, b: bSizes }, a, b, out) => {
    const rank = sizes.length;
    const dims = (prefix: string) => sizes.map((_, axis) => `${prefix}${axis}`);
    compiled(
      `${name} of rank ${rank}`,
      (graph) => {
        const left = graph.input('a', 'float32', dims('a'));
        const right = graph.input('b', 'float32', dims('b'));
        graph.output(operation(graph, left, right), 'out');
      },
      'memory',
    ).run(
      {
        a: { dtype: 'float32', shape: aSizes, data: a },
        b: { dtype: 'float32', shape: bSizes, data: b },
      },
      { out: { dtype: 'float32', shape: sizes, data: out } },
    );
  };
}
