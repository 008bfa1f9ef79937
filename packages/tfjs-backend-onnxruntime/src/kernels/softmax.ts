import type { KernelConfig, TensorInfo } from '@tensorflow/tfjs';
import { OnnxRuntimeError } from '../errors/onnxruntime-error.js';
import { compiled } from '../runtime/graph-cache.js';
import { breakEven } from './break-even.js';
import { float32Values } from './dtype.js';
import { kernel } from './kernel.js';

interface Operand {
  readonly logits: TensorInfo;
}

interface Attributes {
  readonly dim?: number;
  readonly axis?: number;
}

type Loop = (x: Float32Array, out: Float32Array, width: number) => void;

/** `exp(x) / Σ exp(x)` over the last dimension. */
export const softmaxKernel = normalizer('Softmax', (x, out, width) => {
  for (let start = 0; start < x.length; start += width) {
    const end = start + width;
    const largest = maximum(x, start, end);
    let sum = 0;
    for (let i = start; i < end; i++) sum += out[i] = Math.exp((x[i] as number) - largest);
    for (let i = start; i < end; i++) out[i] = (out[i] as number) / sum;
  }
});

/** `x - log Σ exp(x)` over the last dimension. `tf.logSoftmax` is composed of other kernels; this one is run by name. */
export const logSoftmaxKernel = normalizer('LogSoftmax', (x, out, width) => {
  for (let start = 0; start < x.length; start += width) {
    const end = start + width;
    const largest = maximum(x, start, end);
    let sum = 0;
    for (let i = start; i < end; i++) sum += Math.exp((x[i] as number) - largest);
    const logarithm = largest + Math.log(sum);
    for (let i = start; i < end; i++) out[i] = (x[i] as number) - logarithm;
  }
});

function normalizer(name: 'Softmax' | 'LogSoftmax', loop: Loop): KernelConfig {
  return kernel<Operand, Attributes>(name, ({ logits }, { dim, axis = dim ?? -1 }, backend) => {
    const last = logits.shape.length - 1;
    if (axis !== -1 && axis !== last)
      throw new OnnxRuntimeError({
        code: 'invalid-argument',
        what: `${name} is computed over the last dimension alone: logits are of rank ${last + 1} and the dimension is ${axis}.`,
        remedy: 'Transpose the logits first.',
      });
    const values = float32Values(backend, logits);
    const out = backend.take('float32', values.length);
    const width = logits.shape[last] ?? 1;
    if (values.length < breakEven[name]) loop(values, out, width);
    else runGraph(name, values, out, width);
    return backend.output(logits.shape, 'float32', out);
  });
}

function runGraph(name: string, x: Float32Array, out: Float32Array, width: number): void {
  const shape = [x.length / width, width];
  compiled(
    name,
    (graph) => {
      const input = graph.input('x', 'float32', ['rows', 'width']);
      graph.output(graph.op(name, [input], { axis: -1 }), 'out', 'float32', ['rows', 'width']);
    },
    'memory',
  ).run({ x: { dtype: 'float32', shape, data: x } }, { out: { dtype: 'float32', shape, data: out } });
}

function maximum(x: Float32Array, start: number, end: number): number {
  let largest = Number.NEGATIVE_INFINITY;
  for (let i = start; i < end; i++) largest = Math.max(largest, x[i] as number);
  return largest;
}
