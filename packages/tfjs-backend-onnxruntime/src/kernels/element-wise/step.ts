import type { TensorInfo } from '@tensorflow/tfjs';
import { areFloat32, float32Values } from '../dtype.js';
import { cpuKernel, kernel } from '../kernel.js';

const onCpu = cpuKernel<{ x: TensorInfo }, { alpha: number }>('Step');

/** 1 for what is positive, `alpha` for the rest. */
export const stepKernel = kernel<{ x: TensorInfo }, { alpha: number }>(
  'Step',
  (inputs, attributes, backend) => {
    const { x } = inputs;
    if (!areFloat32(x)) return onCpu(inputs, attributes, backend);
    const values = float32Values(backend, x);
    const out = backend.take('float32', values.length);
    for (let i = 0; i < out.length; i++) {
      const value = values[i] as number;
      out[i] = value > 0 ? 1 : Number.isNaN(value) ? Number.NaN : attributes.alpha;
    }
    return backend.output(x.shape, 'float32', out);
  },
);
