import { freemem, totalmem } from 'node:os';
import * as tf from '@tensorflow/tfjs';
import { TomoniError } from '@tomoni/spec';
import { replaceKernel } from './replace-kernel.js';

/** What lowers the memory that training takes. */
export const LESS_MEMORY = 'Use smaller batches, shorter texts, fewer trainable layers or a smaller encoder.';

const explained = new WeakSet<tf.KernelFunc>();

/**
 * Makes a kernel that finds no room for its result say so in a `TomoniError`, for backends whose tensors lie in the
 * memory of this process: which operation on what, how much is taken and how much there is.
 */
export function explainExhaustion(backendName: string): void {
  for (const kernel of tf.getKernelsForBackend(backendName)) {
    if (explained.has(kernel.kernelFunc)) continue;
    const kernelFunc: tf.KernelFunc = (call) => {
      try {
        return kernel.kernelFunc(call);
      } catch (cause) {
        throw isExhaustion(cause) ? exhausted(kernel.kernelName, call.inputs, cause) : cause;
      }
    };
    explained.add(kernelFunc);
    replaceKernel({ ...kernel, kernelFunc });
  }
}

/** As V8 says it of typed arrays, TensorFlow of tensors, and tfjs-backend-onnxruntime of its pool. */
function isExhaustion(error: unknown): error is Error {
  if (!(error instanceof Error) || error instanceof TomoniError) return false;
  if ('code' in error && error.code === 'exhausted') return true;
  return /array buffer allocation failed|invalid (typed )?array (buffer )?length|OOM when allocating|resource exhausted/i.test(
    error.message,
  );
}

function exhausted(operation: string, inputs: tf.NamedTensorInfoMap, cause: Error): TomoniError {
  const shapes = Object.values(inputs)
    .flat()
    .map((input) => `[${input?.shape}]`);
  return new TomoniError({
    code: 'exhausted',
    what:
      `There is no room for the result of ${operation} of ${shapes.join(' and ')}: ${mebibytes(tf.memory().numBytes)} ` +
      `are in tensors, ${mebibytes(freemem())} of this machine's ${mebibytes(totalmem())} are free.`,
    remedy: LESS_MEMORY,
    cause,
  });
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
