import type { TensorInfo } from '@tensorflow/tfjs';
import { areFloat32, float32Values } from '../dtype.js';
import { cpuKernel, kernel } from '../kernel.js';
import { multiply } from './multiply.js';
import { planProduct, type Transpositions } from './product.js';

interface Operands {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
}

const onCpu = cpuKernel<Operands, Transpositions>('BatchMatMul');

/** Products of matrices, or of batches of them. Other types than float32 are left to tfjs-backend-cpu. */
export const batchMatMulKernel = kernel<Operands, Transpositions>(
  'BatchMatMul',
  (operands, attributes, backend) => {
    const { a, b } = operands;
    if (!areFloat32(a, b)) return onCpu(operands, attributes, backend);
    const product = planProduct(a, b, attributes);
    const out = backend.take(
      'float32',
      product.shape.reduce((size, dim) => size * dim, 1),
    );
    multiply(product, attributes, float32Values(backend, a), float32Values(backend, b), out);
    return backend.output(product.shape, 'float32', out);
  },
);
