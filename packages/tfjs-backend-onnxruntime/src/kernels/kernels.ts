import type { KernelConfig } from '@tensorflow/tfjs';

/** The kernels that this backend has of its own; all others are those of tfjs-backend-cpu. */
export const kernels: readonly KernelConfig[] = [];
