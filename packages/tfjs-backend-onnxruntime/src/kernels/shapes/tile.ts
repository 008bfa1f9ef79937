import type { TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { cpuKernel, kernel } from '../kernel.js';
import { copyRow } from '../rows/row.js';
import { denseStrides, eachPosition } from './positions.js';

interface Attributes {
  readonly reps: readonly number[];
}

const onCpu = cpuKernel<{ x: TensorInfo }, Attributes>('Tile');

/** A tensor repeated along its dimensions; `tf.broadcastTo` is made of it. */
export const tileKernel = kernel<{ x: TensorInfo }, Attributes>('Tile', (inputs, attributes, backend) => {
  const { x } = inputs;
  const { reps } = attributes;
  const values = backend.values(x);
  if (x.dtype === 'string' || x.dtype === 'complex64' || !ArrayBuffer.isView(values) || x.shape.length === 0)
    return onCpu(inputs, attributes, backend);
  const shape = x.shape.map((size, axis) => size * (reps[axis] as number));
  const out = backend.take(x.dtype, tf.util.sizeFromShape(shape));
  const strides = denseStrides(x.shape);
  const run = x.shape.at(-1) as number;
  const sizes = x.shape.flatMap((size, axis) => [reps[axis] as number, size]).slice(0, -1);
  const sources = strides.flatMap((stride) => [0, stride]);
  const targets = denseStrides([...sizes, run]);
  if (out.length > 0)
    eachPosition(sizes, sources, targets, (from, to) => {
      copyRow(values as typeof out, from, out, to, run);
    });
  return backend.output(shape, x.dtype, out);
});
