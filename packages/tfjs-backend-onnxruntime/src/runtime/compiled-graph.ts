import { toBinary } from '@bufbuild/protobuf';
import { OnnxRuntimeError } from '../errors/onnxruntime-error.js';
import { ModelProtoSchema } from '../graph/format/onnx_pb.js';
import type { GraphBuilder } from '../graph/graph-builder.js';
import { type NativeSession, type NativeTensor, nativeBinding } from './binding.js';
import { FENCE, isFenceRefusal, withFence } from './fence.js';
import type { HostTensor } from './host-tensor.js';
import { runFailure } from './run-failure.js';
import { currentDevice, currentThreads, type Device } from './settings.js';

/** Options of {@link compile}. */
export interface CompileOptions {
  /** Where it runs; default what `setDevice` has set. */
  readonly device?: Device;
  /** Threads it runs on; default what `setThreads` has set. */
  readonly threads?: number;
  /** What the graph is for, as errors call it; default `graph`. */
  readonly name?: string;
}

/** A graph that is ready to run. */
export interface CompiledGraph {
  /**
   * Runs the graph, synchronously. Inputs are read where they are, without a copy.
   *
   * Only the outputs that `outputs` names come back, though all are computed. A tensor is written in place and comes
   * back itself; for `null` memory is allocated. Where all of them are given as tensors nothing is copied or allocated:
   * always do so for large outputs, with arrays from the pool.
   *
   * @throws OnnxRuntimeError `invalid-argument` for inputs or outputs in a shape or type that the graph cannot take,
   * `exhausted` where memory runs out, `failed` for anything else
   */
  run<Name extends string>(
    inputs: Readonly<Record<string, HostTensor>>,
    outputs: Readonly<Record<Name, HostTensor | null>>,
  ): Record<Name, HostTensor>;
  /** Frees the session; it cannot run any more. */
  dispose(): void;
}

/** Outputs of fewer bytes are copied: it takes less time than the fence. */
const COPIED_BYTES = 2 ** 15;

/**
 * Compiles a graph. This takes milliseconds: keep the result, or use `compiled`, which does.
 *
 * @throws OnnxRuntimeError `unavailable` where onnxruntime-node or the device does not start, `failed` where ONNX
 * Runtime refuses the graph
 */
export function compile(
  graph: GraphBuilder,
  { device = currentDevice(), threads = currentThreads(), name = 'graph' }: CompileOptions = {},
): CompiledGraph {
  const session = openSession(graph, device, threads, name);
  return {
    run: (inputs, outputs) => run(session, name, inputs, outputs),
    dispose: () => session.dispose(),
  };
}

function openSession(graph: GraphBuilder, device: Device, threads: number, name: string): NativeSession {
  const { InferenceSession } = nativeBinding();
  const session = new InferenceSession();
  const file = toBinary(ModelProtoSchema, withFence(graph.model()));
  try {
    session.loadModel(file.buffer, file.byteOffset, file.byteLength, {
      executionProviders: device === 'cpu' ? ['cpu'] : [device, 'cpu'],
      intraOpNumThreads: threads,
      graphOptimizationLevel: 'all',
      enableCpuMemArena: true,
      enableMemPattern: false,
      logSeverityLevel: 4,
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
  } catch (cause) {
    throw new OnnxRuntimeError({
      code: device === 'cpu' ? 'failed' : 'unavailable',
      what: `ONNX Runtime does not take the ${name} on the device ${device}: ${message(cause)}`,
      ...(device !== 'cpu' && { remedy: "Use setDevice('cpu') where there is no such device." }),
      cause,
    });
  }
  return session;
}

function run<Name extends string>(
  session: NativeSession,
  name: string,
  inputs: Readonly<Record<string, HostTensor>>,
  outputs: Readonly<Record<Name, HostTensor | null>>,
): Record<Name, HostTensor> {
  const feeds: Record<string, NativeTensor> = {};
  for (const key in inputs) feeds[key] = native(inputs[key] as HostTensor);
  const fetches: Record<string, NativeTensor | null> = {};
  let given = 0;
  let areGiven = true;
  for (const key in outputs) {
    const output: HostTensor | null = outputs[key];
    fetches[key] = output && native(output);
    if (output === null) areGiven = false;
    else given += output.data.byteLength;
  }
  const isFenced = areGiven && given >= COPIED_BYTES;
  if (isFenced) fetches[FENCE] = null;
  try {
    const results = session.run(feeds, fetches, {});
    return collect(outputs, results);
  } catch (error) {
    if (isFenced && isFenceRefusal(error)) return outputs as Record<Name, HostTensor>;
    throw runFailure(name, inputs, outputs, error);
  }
}

function native({ dtype, shape, data }: HostTensor): NativeTensor {
  return { type: dtype, dims: shape, location: 'cpu', data };
}

function collect<Name extends string>(
  outputs: Readonly<Record<Name, HostTensor | null>>,
  results: Record<string, NativeTensor>,
): Record<Name, HostTensor> {
  const collected = { ...outputs } as Record<Name, HostTensor>;
  for (const key in outputs) {
    if (outputs[key] !== null) continue;
    const { type, dims, data } = results[key] as NativeTensor;
    collected[key] = { dtype: type, shape: dims, data } as HostTensor;
  }
  return collected;
}

function message(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}
