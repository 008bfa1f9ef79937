import type { KernelConfig } from '@tensorflow/tfjs';
import { trainingKernels } from '../training/kernels.js';
import { transformerKernels } from '../transformer/kernels.js';
import { binaryKernels } from './element-wise/binary.js';
import { castKernel } from './element-wise/cast.js';
import { selectKernel } from './element-wise/select.js';
import { stepKernel } from './element-wise/step.js';
import { unaryKernels } from './element-wise/unary.js';
import { batchMatMulKernel } from './products/batch-mat-mul.js';
import { fusedMatMulKernel } from './products/fused-mat-mul.js';
import { reductionKernels } from './reduction/reduction.js';
import { gatherKernel } from './rows/gather.js';
import { scatterNdKernel } from './rows/scatter-nd.js';
import { unsortedSegmentSumKernel } from './rows/unsorted-segment-sum.js';
import { concatKernel } from './shapes/concat.js';
import { fillKernel, onesLikeKernel, zerosLikeKernel } from './shapes/fill.js';
import { padKernel } from './shapes/pad.js';
import { sliceKernel } from './shapes/slice.js';
import { splitKernel, unpackKernel } from './shapes/split.js';
import { tileKernel } from './shapes/tile.js';
import { transposeKernel } from './shapes/transpose.js';
import { logSoftmaxKernel, softmaxKernel } from './softmax.js';

/** The kernels that this backend has of its own; all others are those of tfjs-backend-cpu. */
export const kernels: readonly KernelConfig[] = [
  batchMatMulKernel,
  fusedMatMulKernel,
  softmaxKernel,
  logSoftmaxKernel,
  ...binaryKernels,
  ...unaryKernels,
  stepKernel,
  castKernel,
  selectKernel,
  ...reductionKernels,
  transposeKernel,
  sliceKernel,
  padKernel,
  tileKernel,
  splitKernel,
  unpackKernel,
  concatKernel,
  fillKernel,
  zerosLikeKernel,
  onesLikeKernel,
  gatherKernel,
  scatterNdKernel,
  unsortedSegmentSumKernel,
  ...transformerKernels,
  ...trainingKernels,
];
