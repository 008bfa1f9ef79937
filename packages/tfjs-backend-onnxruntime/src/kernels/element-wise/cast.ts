import type { DataType, TensorInfo } from '@tensorflow/tfjs';
import { cpuKernel, kernel } from '../kernel.js';

const onCpu = cpuKernel<{ x: TensorInfo }, { dtype: DataType }>('Cast');

/** Converts numbers. tfjs-backend-cpu leaves integers where they are and calls them float32; here they are converted. */
export const castKernel = kernel<{ x: TensorInfo }, { dtype: DataType }>(
  'Cast',
  (inputs, attributes, backend) => {
    const { x } = inputs;
    const { dtype } = attributes;
    const values = backend.values(x);
    if (!ArrayBuffer.isView(values) || x.dtype === dtype || dtype === 'complex64' || dtype === 'string')
      return onCpu(inputs, attributes, backend);
    const out = backend.take(dtype, values.length);
    if (dtype === 'bool') for (let i = 0; i < out.length; i++) out[i] = values[i] === 0 ? 0 : 1;
    else out.set(values);
    return backend.output(x.shape, dtype, out);
  },
);
