import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { OnnxRuntimeBackend } from '../../backend/onnxruntime-backend.js';
import { compiled } from '../../runtime/graph-cache.js';
import { breakEven } from '../break-even.js';
import { areFloat32, float32Values } from '../dtype.js';
import { cpuKernel, kernel } from '../kernel.js';
import { planReduction, type Reduction } from './groups.js';
import { type ReductionOperation, reductionOperations } from './reduction-operation.js';

interface Operand {
  readonly x: TensorInfo;
}

interface Attributes {
  readonly axis?: number | number[];
  readonly reductionIndices?: number | number[];
  readonly keepDims?: boolean;
}

/** Sums, means and extremes over dimensions. Other types than float32 are left to tfjs-backend-cpu. */
export const reductionKernels: readonly KernelConfig[] = reductionOperations.map(reductionKernel);

function reductionKernel(operation: ReductionOperation): KernelConfig {
  const { name } = operation;
  const onCpu = cpuKernel<Operand, Attributes>(name);
  return kernel<Operand, Attributes>(name, (operand, attributes, backend) => {
    const { x } = operand;
    const length = tf.util.sizeFromShape(x.shape);
    if (!areFloat32(x) || length === 0) return onCpu(operand, attributes, backend);
    const { axis, reductionIndices, keepDims = false } = attributes;
    const axes = tf.util.parseAxisParam((axis ?? reductionIndices) as number | number[], x.shape);
    const plan = planReduction(x.shape, axes, keepDims);
    const values = float32Values(backend, x);
    const out = backend.take('float32', tf.util.sizeFromShape([...plan.shape]));
    if (length < breakEven[name]) runLoops(operation, plan, values, out, backend);
    else runGraph(operation, plan, values, out);
    return backend.output(plan.shape, 'float32', out);
  });
}

/** Reduces from the last group to the first, so that each pass has one reduced dimension. */
function runLoops(
  { loop, divides }: ReductionOperation,
  { groups, count }: Reduction,
  x: Float32Array,
  out: Float32Array,
  backend: OnnxRuntimeBackend,
): void {
  const rest = groups.map(({ size, isReduced }) => ({ size, isReduced }));
  let [source, inner] = [x, 1];
  while (rest.some(({ isReduced }) => isReduced)) {
    const group = rest.pop() as (typeof rest)[number];
    if (!group.isReduced) {
      inner *= group.size;
      continue;
    }
    const isLast = !rest.some(({ isReduced }) => isReduced);
    const target = isLast ? out : backend.take('float32', source.length / group.size);
    loop(source, target, group.size, inner);
    if (source !== x) backend.recycle(source);
    source = target;
  }
  if (source === x) out.set(x);
  if (divides) for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) / count;
}

function runGraph(
  { name, operator }: ReductionOperation,
  plan: Reduction,
  x: Float32Array,
  out: Float32Array,
) {
  const sizes = plan.groups.map(({ size }) => size);
  const axes = plan.groups.flatMap(({ isReduced }, axis) => (isReduced ? [axis] : []));
  if (axes.length === 0) {
    out.set(x);
    return;
  }
  compiled(
    `${name} of rank ${sizes.length} over ${axes}`,
    (graph) => {
      const input = graph.input(
        'x',
        'float32',
        sizes.map((_, axis) => `x${axis}`),
      );
      graph.output(graph.op(operator, [input, graph.constant('int64', axes)], { keepdims: 0 }), 'out');
    },
    'memory',
  ).run(
    { x: { dtype: 'float32', shape: sizes, data: x } },
    {
      out: {
        dtype: 'float32',
        shape: plan.groups.flatMap(({ size, isReduced }) => (isReduced ? [] : [size])),
        data: out,
      },
    },
  );
}
