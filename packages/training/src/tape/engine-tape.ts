import type { Tensor, TensorContainer } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { TomoniError } from '@tomoni/spec';

/** One operation that TensorFlow.js recorded. */
export interface TapeNode {
  readonly kernelName: string;
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly outputs: readonly Tensor[];
  readonly saved?: readonly Tensor[] | null;
  /** The gradients of the inputs as functions, given those of the outputs. Absent where the operation has none. */
  readonly gradient?: (outputs: readonly (Tensor | null)[]) => Readonly<Record<string, () => Tensor>>;
}

/** The members of TensorFlow.js's engine that its public types leave out; checked before every use. */
interface RecordingEngine {
  startTape(): void;
  endTape(): void;
  readonly state: { activeTape?: TapeNode[] | null; readonly gradientDepth: number };
}

/**
 * Runs a function while TensorFlow.js records it, and takes the record away from the engine, so that it outlives
 * the call and can be walked more than once. This file alone touches the engine's private members.
 *
 * @throws TomoniError `mismatch` where this TensorFlow.js has no such members, `invalid-argument` where a
 * gradient is being computed already
 */
export function recordNodes<T extends TensorContainer>(f: () => T): { value: T; nodes: readonly TapeNode[] } {
  const engine = recordingEngine();
  if (engine.state.gradientDepth > 0)
    throw new TomoniError({
      code: 'invalid-argument',
      what: 'A tape cannot be recorded while another gradient is being computed.',
      remedy: 'Record outside tf.grad, tf.variableGrads and other recordings.',
    });
  const outer = engine.state.activeTape;
  engine.startTape();
  try {
    const value = tf.tidy(f);
    return { value, nodes: engine.state.activeTape ?? [] };
  } catch (error) {
    releaseSaved(engine.state.activeTape ?? []);
    throw error;
  } finally {
    engine.endTape();
    engine.state.activeTape = outer ?? null;
  }
}

/** Frees what the operations saved for their gradients. */
export function releaseSaved(nodes: readonly TapeNode[]): void {
  for (const node of nodes) for (const tensor of node.saved ?? []) tensor.dispose();
}

function recordingEngine(): RecordingEngine {
  const engine: unknown = tf.engine();
  if (isRecordingEngine(engine)) return engine;
  throw new TomoniError({
    code: 'mismatch',
    what: `TensorFlow.js ${tf.version.tfjs} has no tape of the form that this version of tomoni knows.`,
    remedy: 'Install @tensorflow/tfjs 4.22.',
  });
}

function isRecordingEngine(engine: unknown): engine is RecordingEngine {
  if (typeof engine !== 'object' || engine === null) return false;
  const { startTape, endTape, state } = engine as Partial<RecordingEngine>;
  return (
    typeof startTape === 'function' &&
    typeof endTape === 'function' &&
    typeof state?.gradientDepth === 'number'
  );
}
