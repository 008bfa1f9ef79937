import type { TensorInfo } from '@tensorflow/tfjs';
import type { OnnxRuntimeBackend } from '../backend/onnxruntime-backend.js';
import { OnnxRuntimeError } from '../errors/onnxruntime-error.js';
import type { GraphBuilder } from '../graph/graph-builder.js';
import { kernel } from '../kernels/kernel.js';
import { compiled } from '../runtime/graph-cache.js';
import type { HostTensor } from '../runtime/host-tensor.js';
import { drop } from './dropout.js';
import { hostTensor, runGraph } from './graph-run.js';
import { normalize, normalizeGradient } from './layer-normalization.js';

/** Inputs of `LayerNormalization`. */
export interface NormalizationInputs {
  /** `[rows, hidden]`. */
  readonly states: TensorInfo;
  /** `[hidden]`. */
  readonly weight: TensorInfo;
  /** `[hidden]`. */
  readonly bias: TensorInfo;
  /** What dropout keeps of the result, bool: `[rows, hidden]`. */
  readonly kept?: TensorInfo;
}

/** Attributes of `LayerNormalization` and its gradient. */
export interface NormalizationAttributes {
  /** Added to variances. */
  readonly epsilon: number;
  /** What kept elements are multiplied by. */
  readonly scale: number;
}

/** `LayerNormalization`: each row brought to mean 0 and variance 1, scaled, shifted, and dropped from. */
export const layerNormalizationKernel = kernel<NormalizationInputs, NormalizationAttributes>(
  'LayerNormalization',
  (inputs, attributes, backend) => {
    const form = formOf(inputs, attributes);
    const graph = compiled(JSON.stringify(['layer normalization', form]), (builder) => {
      const { states, weight, bias, dropout } = declare(builder, form);
      builder.output(drop(builder, normalize(builder, states, { weight, bias }, form), dropout), 'output');
    });
    const [output] = runGraph(graph, feeds({ ...inputs }, backend), { output: inputs.states.shape }, backend);
    return output as TensorInfo;
  },
);

/** `LayerNormalizationGradient`: the gradients of `states`, `weight` and `bias`, from that of the result. */
export const layerNormalizationGradientKernel = kernel<
  Omit<NormalizationInputs, 'bias'> & { readonly gradient: TensorInfo },
  NormalizationAttributes
>('LayerNormalizationGradient', ({ gradient, states, weight, kept }, attributes, backend) => {
  const form = formOf({ states, weight, bias: weight, ...(kept && { kept }) }, attributes);
  const graph = compiled(JSON.stringify(['gradient of layer normalization', form]), (builder) => {
    const { bias, dropout, ...inputs } = declare(builder, form);
    const outer = builder.input('gradient', 'float32', ['rows', form.hidden]);
    const dropped = drop(builder, outer, dropout);
    const scaling = { weight: inputs.weight, bias };
    const gradients = normalizeGradient(builder, dropped, inputs.states, scaling, form);
    builder.output(gradients.states, 'states:gradient');
    builder.output(gradients.weight, 'weight:gradient');
    builder.output(gradients.bias, 'bias:gradient');
    builder.prune();
  });
  const shapes = {
    'states:gradient': states.shape,
    'weight:gradient': weight.shape,
    'bias:gradient': weight.shape,
  };
  return runGraph(graph, feeds({ gradient, states, weight, kept }, backend), shapes, backend);
});

/** What the graphs depend on. */
interface NormalizationForm {
  readonly hidden: number;
  readonly epsilon: number;
  /** What kept elements are multiplied by, where there is dropout. */
  readonly scale?: number;
}

function formOf(
  { states, weight, bias, kept }: NormalizationInputs,
  { epsilon, scale }: NormalizationAttributes,
): NormalizationForm {
  const hidden = states.shape.at(-1) ?? 0;
  const fits = [weight, bias].every(({ shape }) => shape.length === 1 && shape[0] === hidden);
  if (states.shape.length !== 2 || !fits || (kept && kept.shape.join() !== states.shape.join()))
    throw new OnnxRuntimeError({
      code: 'invalid-argument',
      what: `States of shape [${states.shape}] cannot be normalised with weights of shape [${weight.shape}] and [${bias.shape}]${kept ? `, and a mask of shape [${kept.shape}]` : ''}.`,
    });
  return { hidden, epsilon, ...(kept && { scale }) };
}

function declare(graph: GraphBuilder, { hidden, scale }: NormalizationForm) {
  const states = graph.input('states', 'float32', ['rows', hidden]);
  const weight = graph.input('weight', 'float32', [hidden]);
  const bias = graph.input('bias', 'float32', [hidden]);
  const dropout =
    scale === undefined ? undefined : { kept: graph.input('kept', 'uint8', ['rows', hidden]), scale };
  return { states, weight, bias, dropout };
}

function feeds(
  inputs: Readonly<Record<string, TensorInfo | undefined>>,
  backend: OnnxRuntimeBackend,
): Record<string, HostTensor> {
  return Object.fromEntries(
    Object.entries(inputs).flatMap(([name, tensor]) => (tensor ? [[name, hostTensor(tensor, backend)]] : [])),
  );
}
