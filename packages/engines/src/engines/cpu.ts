import * as tf from '@tensorflow/tfjs';
import { TomoniError } from '@tomoni/spec';
import { activate } from '../activate.js';
import type { Engine } from '../engine.js';
import { unsortedSegmentSum } from '../kernels/unsorted-segment-sum.js';
import { replaceKernel } from '../replace-kernel.js';

/** The plain JavaScript engine of TensorFlow.js: everywhere, exact, slow. */
export const cpu: Engine<'cpu'> = {
  name: 'cpu',
  async start({ threads = 1, memoryLimit }) {
    if (threads !== 1 || memoryLimit !== undefined)
      throw new TomoniError({
        code: 'invalid-argument',
        what: 'The engine cpu computes on one thread and has no heap of its own, hence no thread count and no memory limit.',
        remedy: 'Leave the options out, or use the engine wasm.',
      });
    replaceKernel({ kernelName: 'UnsortedSegmentSum', backendName: 'cpu', kernelFunc: segmentSumKernel });
    await activate('cpu', 'cpu');
    return { threads: 1, version: tf.version_core, notes: [] };
  },
};

interface CpuBackend {
  readSync(dataId: object): tf.TypedArray;
  makeTensorInfo(shape: number[], dtype: tf.DataType, values: tf.TypedArray): tf.TensorInfo;
}

const segmentSumKernel: tf.KernelFunc = ({ inputs, backend, attrs }) => {
  const { x, segmentIds } = inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
  const { numSegments } = attrs as { numSegments: number };
  const { readSync, makeTensorInfo } = backend as CpuBackend;
  const shape = [numSegments, ...x.shape.slice(segmentIds.shape.length)];
  const size = tf.util.sizeFromShape(shape);
  const out = x.dtype === 'int32' ? new Int32Array(size) : new Float32Array(size);
  unsortedSegmentSum(readSync.call(backend, x.dataId), readSync.call(backend, segmentIds.dataId), out);
  return makeTensorInfo.call(backend, shape, x.dtype, out);
};
