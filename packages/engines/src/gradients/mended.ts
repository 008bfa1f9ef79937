import type * as tf from '@tensorflow/tfjs';
import { batchMatMulGradient } from './batch-mat-mul.js';
import { comparisonGradients } from './comparisons.js';
import { cumsumGradient } from './cumsum.js';
import { extremumGradients } from './extrema.js';
import { squaredDifferenceGradient } from './squared-difference.js';

/** Gradients that TensorFlow.js 4.22 lacks or gets wrong on every engine. */
export const mendedGradients: readonly tf.GradConfig[] = [
  batchMatMulGradient,
  ...comparisonGradients,
  cumsumGradient,
  ...extremumGradients,
  squaredDifferenceGradient,
];
