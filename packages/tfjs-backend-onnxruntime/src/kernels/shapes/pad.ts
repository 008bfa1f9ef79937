import type { TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { cpuKernel, kernel } from '../kernel.js';
import { copyRow } from '../rows/row.js';
import { denseStrides, eachPosition } from './positions.js';

interface Attributes {
  readonly paddings: readonly (readonly [number, number])[];
  readonly constantValue: number;
}

const onCpu = cpuKernel<{ x: TensorInfo }, Attributes>('PadV2');

/** A tensor in a larger one that is constant around it; the gradient of a block is made so. */
export const padKernel = kernel<{ x: TensorInfo }, Attributes>('PadV2', (inputs, attributes, backend) => {
  const { x } = inputs;
  const { paddings, constantValue } = attributes;
  const values = backend.values(x);
  if (x.dtype === 'string' || x.dtype === 'complex64' || !ArrayBuffer.isView(values) || x.shape.length === 0)
    return onCpu(inputs, attributes, backend);
  const shape = paddings.map(([before, after], axis) => before + (x.shape[axis] as number) + after);
  const out = backend.take(x.dtype, tf.util.sizeFromShape(shape)).fill(constantValue);
  const [strides, outStrides] = [denseStrides(x.shape), denseStrides(shape)];
  const start = paddings.reduce((sum, [before], axis) => sum + before * (outStrides[axis] as number), 0);
  const run = x.shape.at(-1) as number;
  eachPosition(x.shape.slice(0, -1), strides, outStrides, (from, to) => {
    copyRow(values as typeof out, from, out, start + to, run);
  });
  return backend.output(shape, x.dtype, out);
});
