import type { TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { cpuKernel, kernel } from '../kernel.js';
import { copyRow } from '../rows/row.js';
import { denseStrides, eachPosition } from './positions.js';

interface Attributes {
  readonly begin: number | number[];
  readonly size: number | number[];
}

const onCpu = cpuKernel<{ x: TensorInfo }, Attributes>('Slice');

/**
 * A block of a tensor, copied run by run. tfjs-backend-cpu lets both tensors lie in one array where it can; that array
 * could not be lent again.
 */
export const sliceKernel = kernel<{ x: TensorInfo }, Attributes>('Slice', (inputs, attributes, backend) => {
  const { x } = inputs;
  const values = backend.values(x);
  if (x.dtype === 'string' || x.dtype === 'complex64' || !ArrayBuffer.isView(values))
    return onCpu(inputs, attributes, backend);
  const [begin, size] = tf.slice_util.parseSliceParams(x as tf.Tensor, attributes.begin, attributes.size) as [
    number[],
    number[],
  ];
  tf.slice_util.assertParamsValid(x as tf.Tensor, begin, size);
  const out = backend.take(x.dtype, tf.util.sizeFromShape(size));
  const cut = Math.max(
    0,
    size.findLastIndex((length, axis) => length !== x.shape[axis]),
  );
  const run = tf.util.sizeFromShape(size.slice(cut));
  const strides = denseStrides(x.shape);
  const start = begin.reduce((sum, index, axis) => sum + index * (strides[axis] as number), 0);
  if (out.length > 0)
    eachPosition(size.slice(0, cut), strides, strides, (offset, _, index) => {
      copyRow(values as typeof out, start + offset, out, index * run, run);
    });
  return backend.output(size, x.dtype, out);
});
