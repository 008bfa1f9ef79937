import type { DataType, TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { cpuKernel, kernel } from '../kernel.js';

interface Filling {
  readonly shape: number[];
  readonly value: number | string;
  readonly dtype?: DataType;
}

const fillOnCpu = cpuKernel<object, Filling>('Fill');

/** One value throughout. */
export const fillKernel = kernel<object, Filling>('Fill', (inputs, attributes, backend) => {
  const { shape, value, dtype = tf.util.inferDtype(value) } = attributes;
  if (dtype === 'string' || dtype === 'complex64' || typeof value === 'string')
    return fillOnCpu(inputs, attributes, backend);
  return backend.output(shape, dtype, backend.take(dtype, tf.util.sizeFromShape(shape)).fill(value));
});

/** Zeros, in the shape and type of another tensor. */
export const zerosLikeKernel = likeKernel('ZerosLike', 0);

/** Ones, in the shape and type of another tensor. */
export const onesLikeKernel = likeKernel('OnesLike', 1);

function likeKernel(name: string, value: number) {
  const onCpu = cpuKernel<{ x: TensorInfo }, object>(name);
  return kernel<{ x: TensorInfo }, object>(name, (inputs, attributes, backend) => {
    const { shape, dtype } = inputs.x;
    if (dtype === 'string' || dtype === 'complex64') return onCpu(inputs, attributes, backend);
    return backend.output(shape, dtype, backend.take(dtype, tf.util.sizeFromShape(shape)).fill(value));
  });
}
