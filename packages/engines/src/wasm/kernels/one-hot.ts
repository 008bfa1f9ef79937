import type * as tf from '@tensorflow/tfjs';
import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';

/** `oneHot` in any type: the kernel of tfjs 4.22 writes whole numbers into float32 tensors, where their bits mean others. */
export const oneHotKernel: tf.KernelConfig = {
  kernelName: 'OneHot',
  backendName: 'wasm',
  kernelFunc: ({ inputs, backend, attrs }) => {
    const { indices } = inputs as { indices: tf.TensorInfo };
    const { depth, onValue, offValue, dtype } = attrs as {
      depth: number;
      onValue: number;
      offValue: number;
      dtype: tf.DataType;
    };
    const wasm = backend as BackendWasm;
    const out = wasm.makeOutput([...indices.shape, depth], dtype);
    const values = wasm.typedArrayFromHeap(out).fill(offValue);
    for (const [row, index] of wasm.typedArrayFromHeap(indices).entries())
      if (index >= 0 && index < depth) values[row * depth + index] = onValue;
    return out;
  },
};
