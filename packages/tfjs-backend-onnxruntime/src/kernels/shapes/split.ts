import type { TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { OnnxRuntimeBackend } from '../../backend/onnxruntime-backend.js';
import { cpuKernel, kernel } from '../kernel.js';
import { sliceKernel } from './slice.js';

interface SplitAttributes {
  readonly numOrSizeSplits: number | number[];
  readonly axis: number;
}

interface UnpackAttributes {
  readonly axis: number;
}

const splitOnCpu = cpuKernel<{ x: TensorInfo }, SplitAttributes>('SplitV');
const unpackOnCpu = cpuKernel<{ value: TensorInfo }, UnpackAttributes>('Unpack');

/** A tensor in parts along one dimension, each in an array of its own. */
export const splitKernel = kernel<{ x: TensorInfo }, SplitAttributes>(
  'SplitV',
  (inputs, attributes, backend) => {
    const { x } = inputs;
    if (x.dtype === 'complex64') return splitOnCpu(inputs, attributes, backend);
    const axis = tf.util.parseAxisParam(attributes.axis, x.shape)[0] as number;
    return split(
      x,
      tf.backend_util.prepareSplitSize(x as tf.Tensor, attributes.numOrSizeSplits, axis),
      axis,
      backend,
    );
  },
);

/** A tensor in slices along one dimension, which they lose. */
export const unpackKernel = kernel<{ value: TensorInfo }, UnpackAttributes>(
  'Unpack',
  (inputs, attributes, backend) => {
    const { value } = inputs;
    if (value.dtype === 'complex64') return unpackOnCpu(inputs, attributes, backend);
    const axis = tf.util.parseAxisParam(attributes.axis, value.shape)[0] as number;
    const sizes = new Array<number>(value.shape[axis] as number).fill(1);
    const shape = value.shape.filter((_, index) => index !== axis);
    return split(value, sizes, axis, backend).map((part) => ({ ...part, shape }));
  },
);

function split(
  x: TensorInfo,
  sizes: readonly number[],
  axis: number,
  backend: OnnxRuntimeBackend,
): TensorInfo[] {
  const begin = x.shape.map(() => 0);
  return sizes.map((length) => {
    const size = x.shape.with(axis, length);
    const part = sliceKernel.kernelFunc({ inputs: { x }, attrs: { begin: [...begin], size }, backend });
    begin[axis] = (begin[axis] as number) + length;
    return part as TensorInfo;
  });
}
