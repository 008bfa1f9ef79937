import { layerNormalizationGradientKernel, layerNormalizationKernel } from './normalization-kernels.js';
import { transformerLayerGradientKernel, transformerLayerKernel } from './transformer-layer.js';

/** The kernels for layers of transformers. */
export const transformerKernels = [
  transformerLayerKernel,
  transformerLayerGradientKernel,
  layerNormalizationKernel,
  layerNormalizationGradientKernel,
];
