/** The kinds of failure that a program may want to tell apart. */
export type OnnxRuntimeErrorCode =
  /** onnxruntime-node is not installed, has another version, or a device does not start. */
  | 'unavailable'
  /** An argument outside its range, or a shape that a graph cannot take. */
  | 'invalid-argument'
  /** Memory that is exhausted. */
  | 'exhausted'
  /** ONNX Runtime refused a graph or failed while running it. */
  | 'failed';

/** What an {@link OnnxRuntimeError} is made of. */
export interface OnnxRuntimeErrorDetails {
  /** The kind of failure. */
  readonly code: OnnxRuntimeErrorCode;
  /** One sentence: what was wrong. */
  readonly what: string;
  /** One sentence: what to do about it. */
  readonly remedy?: string;
  /** The error that caused this one. */
  readonly cause?: unknown;
}

/**
 * The one error class of this backend: a sentence that says what was wrong, and one that says what to do.
 *
 * @example
 * ```ts
 * import * as tf from '@tensorflow/tfjs';
 * import { OnnxRuntimeError, setThreads } from 'tfjs-backend-onnxruntime';
 *
 * try {
 *   setThreads(0);
 * } catch (error) {
 *   if (error instanceof OnnxRuntimeError) console.log(error.code, error.message); // invalid-argument …
 * }
 * await tf.setBackend('onnxruntime');
 * ```
 */
export class OnnxRuntimeError extends Error {
  override readonly name = 'OnnxRuntimeError';
  /** The kind of failure. */
  readonly code: OnnxRuntimeErrorCode;
  /** One sentence: what to do about it. */
  readonly remedy: string | undefined;

  /** @param details - what was wrong, and what to do */
  constructor({ code, what, remedy, cause }: OnnxRuntimeErrorDetails) {
    super(remedy === undefined ? what : `${what} ${remedy}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.remedy = remedy;
  }
}
