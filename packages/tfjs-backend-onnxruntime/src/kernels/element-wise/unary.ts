import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs';
import { compiled } from '../../runtime/graph-cache.js';
import { breakEven } from '../break-even.js';
import { areFloat32, float32Values } from '../dtype.js';
import { cpuKernel, kernel } from '../kernel.js';
import { type UnaryOperation, unaryOperations } from './unary-operation.js';

interface Operand {
  readonly x: TensorInfo;
}

/** Functions of one number, by element. Other types than float32 are left to tfjs-backend-cpu. */
export const unaryKernels: readonly KernelConfig[] = unaryOperations.map(unaryKernel);

function unaryKernel(operation: UnaryOperation): KernelConfig {
  const { name, loop } = operation;
  const onCpu = cpuKernel<Operand, object>(name);
  return kernel<Operand, object>(name, (operand, attributes, backend) => {
    const { x } = operand;
    if (!areFloat32(x)) return onCpu(operand, attributes, backend);
    const values = float32Values(backend, x);
    const out = backend.take('float32', values.length);
    const run = values.length < breakEven[name] ? loop : runGraph(operation);
    run(values, out);
    return backend.output(x.shape, 'float32', out);
  });
}

function runGraph({ name, graph: operation }: UnaryOperation) {
  return (x: Float32Array, out: Float32Array) => {
    const shape = [x.length];
    compiled(
      name,
      (graph) => {
        graph.output(operation(graph, graph.input('x', 'float32', ['length'])), 'out');
      },
      'memory',
    ).run({ x: { dtype: 'float32', shape, data: x } }, { out: { dtype: 'float32', shape, data: out } });
  };
}
