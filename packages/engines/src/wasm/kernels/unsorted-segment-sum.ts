import type * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { unsortedSegmentSum } from '../../kernels/unsorted-segment-sum.js';

/** The kernel that the wasm backend lacks, and with it the gradient of `gather`. */
export const unsortedSegmentSumKernel: tf.KernelConfig = {
  kernelName: 'UnsortedSegmentSum',
  backendName: 'wasm',
  kernelFunc: ({ inputs, backend, attrs }) => {
    const { x, segmentIds } = inputs as { x: tf.TensorInfo; segmentIds: tf.TensorInfo };
    const { numSegments } = attrs as { numSegments: number };
    const wasm = backend as BackendWasm;
    const out = wasm.makeOutput([numSegments, ...x.shape.slice(segmentIds.shape.length)], x.dtype);
    const heap = (tensor: tf.TensorInfo) => wasm.typedArrayFromHeap(tensor) as Float32Array | Int32Array;
    unsortedSegmentSum(heap(x), heap(segmentIds), heap(out));
    return out;
  },
};
