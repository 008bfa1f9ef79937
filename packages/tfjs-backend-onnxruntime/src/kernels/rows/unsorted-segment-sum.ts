import type { TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { areFloat32, float32Values } from '../dtype.js';
import { cpuKernel, kernel } from '../kernel.js';
import { addRow } from './row.js';

interface Inputs {
  readonly x: TensorInfo;
  readonly segmentIds: TensorInfo;
}

interface Attributes {
  readonly numSegments: number;
}

const onCpu = cpuKernel<Inputs, Attributes>('UnsortedSegmentSum');

/**
 * Adds up the rows of each segment; rows of no segment are left out. tfjs-backend-cpu passes over all rows for every
 * segment, and takes types other than float32.
 */
export const unsortedSegmentSumKernel = kernel<Inputs, Attributes>(
  'UnsortedSegmentSum',
  (inputs, attributes, backend) => {
    const { x, segmentIds } = inputs;
    const { numSegments } = attributes;
    if (!areFloat32(x) || segmentIds.shape.length !== 1) return onCpu(inputs, attributes, backend);
    const row = x.shape.slice(1);
    const length = tf.util.sizeFromShape(row);
    const values = float32Values(backend, x);
    const segments = backend.values(segmentIds) as Int32Array;
    const out = backend.take('float32', numSegments * length).fill(0);
    segments.forEach((segment, i) => {
      if (segment >= 0 && segment < numSegments) addRow(values, i * length, out, segment * length, length);
    });
    return backend.output([numSegments, ...row], 'float32', out);
  },
);
