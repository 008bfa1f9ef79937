import type { GradSaveFunc, NamedTensorMap, Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { KeepMask } from '../dropout/keep-mask.js';
import type { LayerRun } from '../network/network.js';
import { isRecording } from '../operations/is-recording.js';
import { isTrained } from '../operations/is-trained.js';
import { attentionMask } from './attention-mask.js';
import type { LayerOptions, LayerWeights } from './layer.js';
import type { TransformerInput } from './transformer-input.js';

/** Kernels that run a whole layer, and its gradients, in one call; `tfjs-backend-onnxruntime` documents them. */
const layerKernel = 'TransformerLayer';
const gradientKernel = 'TransformerLayerGradient';

/** Whether the backend in use can run a layer in one call. */
export function compiles(): boolean {
  return [layerKernel, gradientKernel].every((name) => tf.getKernel(name, tf.getBackend()) !== undefined);
}

/**
 * A transformer layer in one call, and its gradients in another: of the weights that are trained, and of the states
 * below where something there is trained.
 */
export function compiledLayer(
  below: Tensor2D,
  input: TransformerInput,
  weights: LayerWeights,
  options: LayerOptions,
  run: LayerRun,
): Tensor2D {
  const { size, length, bias } = input;
  const present = run.queries === undefined ? input.present : undefined;
  const masks = keepMasks(input, below.shape[1], options, run);
  const inputs: NamedTensorMap = {
    states: below,
    bias,
    ...(run.queries === undefined ? {} : { positions: tf.tensor1d(run.queries.rows, 'int32') }),
    ...(present === undefined ? {} : { present: tf.tensor1d(present, 'int32') }),
    ...kernelWeights(weights),
    ...Object.fromEntries(masks.map(({ name, mask, shape }) => [name, tf.tensor(mask.kept, shape, 'bool')])),
  };
  const wanted = isRecording()
    ? Object.keys(inputs).filter((name) =>
        name === 'states' ? run.above : isTrained(inputs[name] as Tensor, run),
      )
    : [];
  const attributes: tf.NamedAttrMap = {
    batch: size,
    length,
    heads: options.heads,
    activation: options.activation,
    epsilon: options.epsilon,
    norm: 'post',
    scales: {
      attention: 1,
      attentionOutput: 1,
      output: 1,
      ...Object.fromEntries(masks.map(({ part, mask }) => [part, mask.scale])),
    },
    gradients: wanted,
    memory: run.memory,
    probabilities: false,
  };
  if (wanted.length === 0) return call(layerKernel, inputs, attributes)[0] as Tensor2D;

  const names = Object.keys(inputs);
  const differentiable = tf.customGrad((...args) => {
    const save = args.at(-1) as GradSaveFunc;
    const [value, ...saved] = call(layerKernel, inputs, attributes) as [Tensor, ...Tensor[]];
    save([...Object.values(inputs), ...saved]);
    const gradFunc = (gradient: Tensor, kept: Tensor[]) => {
      const named = kept.map((tensor, i) => [names[i] ?? `saved${i - names.length}`, tensor] as const);
      return call(gradientKernel, { gradient, ...Object.fromEntries(named) }, attributes);
    };
    return { value, gradFunc };
  });
  return differentiable(...wanted.map((name) => inputs[name] as Tensor)) as Tensor2D;
}

function call(kernel: string, inputs: NamedTensorMap, attributes: tf.NamedAttrMap): Tensor[] {
  const outputs: Tensor | Tensor[] = tf.engine().runKernel(kernel, inputs, attributes);
  return Array.isArray(outputs) ? outputs : [outputs];
}

/** The weights by the kernels' names: `queryWeight`, `queryBias` … */
function kernelWeights(weights: LayerWeights): NamedTensorMap {
  return Object.fromEntries(
    Object.entries(weights).flatMap(
      ([name, { weight, bias }]: [string, { weight: Tensor; bias: Tensor }]) => [
        [`${name}Weight`, weight],
        [`${name}Bias`, bias],
      ],
    ),
  );
}

/** A dropout mask by the kernels' names. */
interface NamedMask {
  readonly name: 'attentionKept' | 'attentionOutputKept' | 'outputKept';
  readonly part: 'attention' | 'attentionOutput' | 'output';
  readonly shape: number[];
  readonly mask: KeepMask;
}

function keepMasks(
  input: TransformerInput,
  hidden: number,
  { heads, attentionDropout, attentionOutputDropout, outputDropout }: LayerOptions,
  { dropout, queries }: LayerRun,
): NamedMask[] {
  const { size, length, present } = input;
  const rows = queries?.rows ?? present ?? size * length;
  const rowCount = typeof rows === 'number' ? rows : rows.length;
  const count = queries?.count ?? length;
  const drawn = [
    {
      name: 'attentionKept',
      part: 'attention',
      shape: [size, heads, count, length],
      mask: attentionMask(dropout, attentionDropout, heads, input, queries),
    },
    {
      name: 'attentionOutputKept',
      part: 'attentionOutput',
      shape: [rowCount, hidden],
      mask: dropout('attention output', attentionOutputDropout, rows, hidden),
    },
    {
      name: 'outputKept',
      part: 'output',
      shape: [rowCount, hidden],
      mask: dropout('output', outputDropout, rows, hidden),
    },
  ] as const;
  return drawn.flatMap(({ mask, ...rest }) =>
    mask === undefined ? [] : [{ ...rest, shape: [...rest.shape], mask }],
  );
}
