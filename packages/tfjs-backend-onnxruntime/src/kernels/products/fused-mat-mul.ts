import type { KernelConfig, NamedTensorInfoMap, TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { OnnxRuntimeBackend } from '../../backend/onnxruntime-backend.js';
import { kernel } from '../kernel.js';
import type { Transpositions } from './product.js';

interface Operands {
  readonly a: TensorInfo;
  readonly b: TensorInfo;
  readonly bias?: TensorInfo;
  readonly preluActivationWeights?: TensorInfo;
}

interface Attributes extends Transpositions {
  readonly activation?: 'linear' | 'relu' | 'prelu' | 'elu' | 'relu6' | 'leakyrelu' | 'sigmoid';
  readonly leakyreluAlpha?: number;
}

const activationKernels = {
  relu: 'Relu',
  prelu: 'Prelu',
  elu: 'Elu',
  relu6: 'Relu6',
  leakyrelu: 'LeakyRelu',
  sigmoid: 'Sigmoid',
} as const;

/** A product, a bias and an activation, each by its own kernel of this backend. */
export const fusedMatMulKernel: KernelConfig = kernel<Operands, Attributes>(
  '_FusedMatMul',
  ({ a, b, bias, preluActivationWeights: alpha }, attributes, backend) => {
    const { transposeA, transposeB, activation = 'linear', leakyreluAlpha } = attributes;
    let result = run('BatchMatMul', { a, b }, { transposeA, transposeB }, backend);
    const follow = (name: string, inputs: NamedTensorInfoMap, attrs = {}) => {
      const previous = result;
      result = run(name, inputs, attrs, backend);
      backend.disposeIntermediateTensorInfo(previous);
    };
    if (bias !== undefined) follow('Add', { a: result, b: bias });
    if (activation !== 'linear')
      follow(
        activationKernels[activation],
        { x: result, ...(alpha && { alpha }) },
        leakyreluAlpha === undefined ? {} : { alpha: leakyreluAlpha },
      );
    return result;
  },
);

function run(
  kernelName: string,
  inputs: NamedTensorInfoMap,
  attrs: tf.NamedAttrMap,
  backend: OnnxRuntimeBackend,
): TensorInfo {
  return tf.getKernel(kernelName, 'onnxruntime').kernelFunc({ inputs, attrs, backend }) as TensorInfo;
}
