import type { TensorInfo } from '@tensorflow/tfjs';
import { OnnxRuntimeError } from '../errors/onnxruntime-error.js';
import { float32Values } from '../kernels/dtype.js';
import { kernel } from '../kernels/kernel.js';
import type { CompiledGraph } from '../runtime/compiled-graph.js';
import { compiled } from '../runtime/graph-cache.js';
import type { HostTensor } from '../runtime/host-tensor.js';

/** Inputs of `SparseSoftmaxCrossEntropy`. */
export interface CrossEntropyInputs {
  /** `[rows, classes]`. */
  readonly logits: TensorInfo;
  /** The right class of each row, int32: `[rows]`. */
  readonly labels: TensorInfo;
  /** What the rows' losses are multiplied by, 0 where a row has no label: `[rows]`. */
  readonly weights: TensorInfo;
}

/** Attributes of `SparseSoftmaxCrossEntropy`. */
export interface CrossEntropyAttributes {
  /** Share of the probability that is spread over all classes evenly. */
  readonly labelSmoothing: number;
  /** Whether the gradient with respect to the logits is wanted too. */
  readonly gradient: boolean;
}

/** Elements of the logits that are gone through at a time: the probabilities in between stay in the cache. */
const PIECE = 2 ** 20;

/**
 * `SparseSoftmaxCrossEntropy`: the weighted sum of `-log softmax(logits)` at the labels, and its gradient,
 * `weight · (softmax(logits) - target)`, in one pass. No other memory of the logits' size is taken.
 */
export const sparseSoftmaxCrossEntropyKernel = kernel<CrossEntropyInputs, CrossEntropyAttributes>(
  'SparseSoftmaxCrossEntropy',
  (inputs, attributes, backend) => {
    const [rows, classes] = inputs.logits.shape as [number, number];
    const labels = backend.values(inputs.labels) as Int32Array;
    const weights = float32Values(backend, inputs.weights);
    checkLabels(labels, weights, rows, classes);
    const logits = float32Values(backend, inputs.logits);
    const gradient = attributes.gradient ? backend.take('float32', logits.length) : undefined;
    const height = Math.max(1, Math.floor(PIECE / classes));
    let loss = 0;
    for (let row = 0; row < rows; row += height) {
      const part = { start: row, end: Math.min(row + height, rows) };
      loss += lossOfRows(part, classes, { logits, labels, weights, gradient }, attributes.labelSmoothing);
    }
    const sum = backend.output([], 'float32', Float32Array.of(loss));
    return gradient === undefined ? [sum] : [sum, backend.output([rows, classes], 'float32', gradient)];
  },
);

interface CrossEntropyValues {
  readonly logits: Float32Array;
  readonly labels: Int32Array;
  readonly weights: Float32Array;
  /** Where the gradient goes, if it is wanted. */
  readonly gradient: Float32Array | undefined;
}

/** `log Σ exp(x)` is the largest `x` less the logarithm of its probability. */
function lossOfRows(
  { start, end }: { readonly start: number; readonly end: number },
  classes: number,
  { logits, labels, weights, gradient }: CrossEntropyValues,
  smoothing: number,
): number {
  const shape = [end - start, classes];
  const part = (values: Float32Array): HostTensor => ({
    dtype: 'float32',
    shape,
    data: values.subarray(start * classes, end * classes),
  });
  const column = (data: Float32Array): HostTensor => ({ dtype: 'float32', shape: [end - start, 1], data });
  const of = (scale: number) => column(weights.slice(start, end).map((weight) => weight * scale));

  const largest = new Float32Array(end - start);
  const certainty = new Float32Array(end - start);
  const mean = new Float32Array(end - start);
  const inputs = {
    logits: part(logits),
    ...(gradient && { weights: of(1), spread: of(smoothing / classes) }),
  };
  const outputs: Record<string, HostTensor> = {
    largest: column(largest),
    certainty: column(certainty),
    mean: column(mean),
  };
  if (gradient !== undefined) outputs.gradient = part(gradient);
  lossGraph(gradient !== undefined).run(inputs, outputs);

  let loss = 0;
  for (let row = start; row < end; row++) {
    const weight = weights[row] as number;
    if (weight === 0) continue;
    const place = row * classes + (labels[row] as number);
    const i = row - start;
    const total = (largest[i] as number) - Math.log(certainty[i] as number);
    const target = (1 - smoothing) * (logits[place] as number) + smoothing * (mean[i] as number);
    loss += weight * (total - target);
    if (gradient !== undefined) gradient[place] = (gradient[place] as number) - weight * (1 - smoothing);
  }
  return loss;
}

function lossGraph(hasGradient: boolean): CompiledGraph {
  return compiled(
    `cross entropy ${hasGradient ? 'with' : 'without'} gradient`,
    (graph) => {
      const logits = graph.input('logits', 'float32', ['rows', 'classes']);
      const last = graph.constant('int64', [-1]);
      const probabilities = graph.op('Softmax', [logits], { axis: -1 });
      graph.output(graph.op('ReduceMax', [logits, last]), 'largest');
      graph.output(graph.op('ReduceMax', [probabilities, last]), 'certainty');
      graph.output(graph.op('ReduceMean', [logits, last]), 'mean');
      if (!hasGradient) return;
      const [weights, spread] = ['weights', 'spread'].map((name) =>
        graph.input(name, 'float32', ['rows', 1]),
      );
      const weighted = graph.op('Mul', [probabilities, weights]);
      graph.output(graph.op('Sub', [weighted, spread]), 'gradient');
    },
    'memory',
  );
}

function checkLabels(labels: Int32Array, weights: Float32Array, rows: number, classes: number): void {
  if (labels.length !== rows || weights.length !== rows)
    refuse(`${rows} rows of logits came with ${labels.length} labels and ${weights.length} weights.`);
  const strange = labels.findIndex((label, row) => weights[row] !== 0 && (label < 0 || label >= classes));
  if (strange !== -1)
    refuse(`Row ${strange} has the label ${labels[strange]}, which is none of ${classes} classes.`);
}

function refuse(what: string): never {
  throw new OnnxRuntimeError({ code: 'invalid-argument', what });
}
