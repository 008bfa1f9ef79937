import { freemem } from 'node:os';
import { OnnxRuntimeError } from '../errors/onnxruntime-error.js';
import type { HostTensor } from './host-tensor.js';

/** Says what ONNX Runtime was given when it failed, and what can be done. */
export function runFailure(
  name: string,
  inputs: Readonly<Record<string, HostTensor>>,
  outputs: Readonly<Record<string, HostTensor | null>>,
  cause: unknown,
): OnnxRuntimeError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  const given = [...describe(inputs), ...describe(outputs)].join(', ');
  if (/bad_alloc|failed to allocate memory|out of memory/i.test(reason))
    return new OnnxRuntimeError({
      code: 'exhausted',
      what: `There is no memory for the ${name} of ${given}: ${reason.trim()} ${mebibytes(freemem())} of main memory are free.`,
      remedy: 'Use smaller batches or shorter texts.',
      cause,
    });
  return new OnnxRuntimeError({
    code: /INVALID_ARGUMENT|dimension|shape|invalid rank|data type|typed array/i.test(reason)
      ? 'invalid-argument'
      : 'failed',
    what: `The ${name} cannot be computed of ${given}: ${reason.trim()}`,
    cause,
  });
}

function describe(tensors: Readonly<Record<string, HostTensor | null>>): string[] {
  return Object.entries(tensors).flatMap(([key, tensor]) =>
    tensor === null ? [] : [`${key} ${tensor.dtype} [${tensor.shape}]`],
  );
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
