import { transformerLayerGradientKernel, transformerLayerKernel } from './transformer-layer.js';

/** The kernels for layers of transformers. */
export const transformerKernels = [transformerLayerKernel, transformerLayerGradientKernel];
