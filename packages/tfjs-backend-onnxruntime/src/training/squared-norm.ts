import type { TensorInfo } from '@tensorflow/tfjs';
import { float32Values } from '../kernels/dtype.js';
import { kernel } from '../kernels/kernel.js';

/** `SquaredNorm`: the sum of squares of all elements of all inputs, added up in float64. */
export const squaredNormKernel = kernel<Readonly<Record<string, TensorInfo>>>(
  'SquaredNorm',
  (inputs, _, backend) => {
    const sum = Object.values(inputs).reduce((sum, x) => sum + sumOfSquares(float32Values(backend, x)), 0);
    return backend.output([], 'float32', Float32Array.of(sum));
  },
);

/** Four sums side by side: each addition need not wait for the last. */
function sumOfSquares(x: Float32Array): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = x.length - (x.length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += (x[i] as number) ** 2;
    b += (x[i + 1] as number) ** 2;
    c += (x[i + 2] as number) ** 2;
    d += (x[i + 3] as number) ** 2;
  }
  for (let i = whole; i < x.length; i++) a += (x[i] as number) ** 2;
  return a + b + (c + d);
}
