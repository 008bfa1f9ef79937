import type { TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { cpuKernel, kernel } from '../kernel.js';
import { copyRow } from './row.js';

interface Inputs {
  readonly x: TensorInfo;
  readonly indices: TensorInfo;
}

interface Attributes {
  readonly axis: number;
  readonly batchDims?: number;
}

const onCpu = cpuKernel<Inputs, Attributes>('GatherV2');

/** Picks slices of a dimension, row by row. */
export const gatherKernel = kernel<Inputs, Attributes>('GatherV2', (inputs, attributes, backend) => {
  const { x, indices } = inputs;
  const values = backend.values(x);
  if (x.dtype === 'string' || x.dtype === 'complex64' || !ArrayBuffer.isView(values))
    return onCpu(inputs, attributes, backend);
  const axis = tf.util.parseAxisParam(attributes.axis, x.shape)[0] as number;
  const picked = backend.values(indices) as Int32Array;
  const size = x.shape[axis] as number;
  for (const index of picked)
    tf.util.assert(
      index >= 0 && index < size,
      () => `GatherV2: the index value ${index} is not in [0, ${size - 1}]`,
    );
  const { batchSize, outerSize, sliceSize, outputShape } =
    tf.backend_util.segment_util.collectGatherOpShapeInfo(
      x as tf.Tensor,
      indices as tf.Tensor,
      axis,
      attributes.batchDims ?? 0,
    );
  const perBatch = picked.length / batchSize;
  const out = backend.take(x.dtype, tf.util.sizeFromShape(outputShape));
  let to = 0;
  for (let batch = 0; batch < batchSize; batch++)
    for (let outer = 0; outer < outerSize; outer++) {
      const table = (batch * outerSize + outer) * size;
      for (let i = 0; i < perBatch; i++, to += sliceSize) {
        const row = table + (picked[batch * perBatch + i] as number);
        copyRow(values as typeof out, row * sliceSize, out, to, sliceSize);
      }
    }
  return backend.output(outputShape, x.dtype, out);
});
