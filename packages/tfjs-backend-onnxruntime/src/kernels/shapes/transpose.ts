import type { TensorInfo } from '@tensorflow/tfjs';
import { compiled } from '../../runtime/graph-cache.js';
import { breakEven } from '../break-even.js';
import { cpuKernel, kernel } from '../kernel.js';
import { planPermutation } from './permutation.js';
import { permuteLoop } from './permute-loop.js';

interface Attributes {
  readonly perm: readonly number[];
}

const onCpu = cpuKernel<{ x: TensorInfo }, Attributes>('Transpose');

/** Changes the order of dimensions. */
export const transposeKernel = kernel<{ x: TensorInfo }, Attributes>(
  'Transpose',
  (inputs, attributes, backend) => {
    const { x } = inputs;
    const values = backend.values(x);
    if (x.dtype === 'string' || x.dtype === 'complex64' || !ArrayBuffer.isView(values))
      return onCpu(inputs, attributes, backend);
    const shape = attributes.perm.map((axis) => x.shape[axis] as number);
    const { sizes, order } = planPermutation(x.shape, attributes.perm);
    const out = backend.take(x.dtype, values.length);
    if (order.length < 2) out.set(values);
    else if (
      values.length >= breakEven.Transpose &&
      values instanceof Float32Array &&
      out instanceof Float32Array
    )
      permuteGraph(values, out, sizes, order);
    else permuteLoop(values, out, sizes, order);
    return backend.output(shape, x.dtype, out);
  },
);

function permuteGraph(
  x: Float32Array,
  out: Float32Array,
  sizes: readonly number[],
  order: readonly number[],
): void {
  compiled(
    `transposition ${order}`,
    (graph) => {
      const input = graph.input(
        'x',
        'float32',
        sizes.map((_, axis) => `x${axis}`),
      );
      graph.output(graph.op('Transpose', [input], { perm: order }), 'out');
    },
    'memory',
  ).run(
    { x: { dtype: 'float32', shape: sizes, data: x } },
    { out: { dtype: 'float32', shape: order.map((axis) => sizes[axis] as number), data: out } },
  );
}
