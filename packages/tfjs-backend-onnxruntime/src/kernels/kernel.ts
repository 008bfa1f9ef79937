import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { BACKEND_NAME, type OnnxRuntimeBackend } from '../backend/onnxruntime-backend.js';

/** What a kernel gives: one tensor, or several. */
export type KernelOutput = TensorInfo | TensorInfo[];

/** A kernel as a function of its inputs and attributes, and of the backend that holds their storage. */
export type Compute<Inputs, Attributes = unknown> = (
  inputs: Inputs,
  attributes: Attributes,
  backend: OnnxRuntimeBackend,
) => KernelOutput;

/** Makes a kernel of this backend. */
export function kernel<Inputs, Attributes = unknown>(
  kernelName: string,
  compute: Compute<Inputs, Attributes>,
): KernelConfig {
  return {
    kernelName,
    backendName: BACKEND_NAME,
    kernelFunc: ({ inputs, attrs, backend }) =>
      compute(inputs as Inputs, attrs as Attributes, backend as OnnxRuntimeBackend),
  };
}

/** The kernel of tfjs-backend-cpu, for types and shapes that ours leaves to it. */
export function cpuKernel<Inputs extends object, Attributes extends object>(
  kernelName: string,
): Compute<Inputs, Attributes> {
  return (inputs, attributes, backend) =>
    tf.getKernel(kernelName, 'cpu').kernelFunc({
      inputs: inputs as tf.NamedTensorInfoMap,
      attrs: attributes as tf.NamedAttrMap,
      backend,
    });
}
