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
export function explainExhaustion(backendName: string, engine: string): void {
  for (const kernel of tf.getKernelsForBackend(backendName)) {
    if (explained.has(kernel.kernelFunc)) continue;
    const kernelFunc: tf.KernelFunc = (call) => {
      try {
        return kernel.kernelFunc(call);
      } catch (cause) {
        if (!isExhaustion(cause)) throw cause;
        throw exhausted(engine, kernel.kernelName, call.inputs, cause);
      }
    };
    explained.add(kernelFunc);
    replaceKernel({ ...kernel, kernelFunc });
  }
}

/** As V8 says it of typed arrays, and as TensorFlow says it of tensors. */
function isExhaustion(error: unknown): boolean {
  return (
    error instanceof Error &&
    /array buffer allocation failed|invalid (typed )?array (buffer )?length|OOM when allocating|resource exhausted/i.test(
      error.message,
    )
  );
}

function exhausted(
  engine: string,
  operation: string,
  inputs: tf.NamedTensorInfoMap,
  cause: unknown,
): TomoniError {
  const shapes = Object.values(inputs)
    .flat()
    .map((input) => (input === undefined ? '' : `[${input.shape}]`));
  return new TomoniError({
    code: 'exhausted',
    what:
      `The engine ${engine} has no room for the result of ${operation} of ${shapes.join(' and ')}: ` +
      `${tf.memory().numBytes} bytes are in tensors, ${freemem()} of this machine's ${totalmem()} are free.`,
    remedy: LESS_MEMORY,
    cause,
  });
}
