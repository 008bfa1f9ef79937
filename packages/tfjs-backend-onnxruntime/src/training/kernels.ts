import { adamStepKernel } from './adam/adam-step.js';
import { sparseSoftmaxCrossEntropyKernel } from './sparse-softmax-cross-entropy.js';
import { squaredNormKernel } from './squared-norm.js';

/** The kernels for losses and optimizers. */
export const trainingKernels = [adamStepKernel, squaredNormKernel, sparseSoftmaxCrossEntropyKernel];
