import * as tf from '@tensorflow/tfjs';
import { TomoniError } from '@tomoni/spec';
import { activate } from '../activate.js';
import type { Engine } from '../engine.js';
import { explainExhaustion } from '../exhaustion.js';
import { expandBatches } from '../kernels/expand-batches.js';
import { unsortedSegmentSum } from '../kernels/unsorted-segment-sum.js';
import { replaceKernel } from '../replace-kernel.js';

/** The plain JavaScript engine of TensorFlow.js: everywhere, exact, slow. */
export const cpu: Engine<'cpu'> = {
  name: 'cpu',
  takes: ['threads'],
  async start({ threads = 1 }) {
    if (threads !== 1)
      throw new TomoniError({
        code: 'invalid-argument',
        what: `The engine cpu computes on one thread and was asked for ${threads}.`,
        remedy: 'Leave the option out, or use the engine onnxruntime or wasm.',
      });
    replaceKernel({ kernelName: 'UnsortedSegmentSum', backendName: 'cpu', kernelFunc: segmentSumKernel });
    expandBatches('cpu');
    explainExhaustion('cpu');
    await activate('cpu', 'cpu');
    return { threads: 1, device: 'processor', version: tf.version_core, notes: [] };
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
