import type { TensorInfo } from '@tensorflow/tfjs';
import type { OnnxRuntimeBackend } from '../backend/onnxruntime-backend.js';
import type { Dimension } from '../graph/graph-builder.js';
import { kernel } from '../kernels/kernel.js';
import { runGraph } from './graph-run.js';
import { activationShapes } from './layer.js';
import {
  given,
  type LayerSizes,
  layerCall,
  type TransformerLayerAttributes,
  type TransformerLayerInputs,
} from './layer-call.js';
import { forwardGraph, gradientGraph, gradientName, savedActivations, savedName } from './layer-graphs.js';

/** `TransformerLayer`: a layer of a transformer as one graph. */
export const transformerLayerKernel = kernel('TransformerLayer', transformerLayer);

/** `TransformerLayerGradient`: the wanted gradients of a layer as one graph. */
export const transformerLayerGradientKernel = kernel('TransformerLayerGradient', transformerLayerGradient);

function transformerLayer(
  inputs: TransformerLayerInputs,
  attributes: TransformerLayerAttributes,
  backend: OnnxRuntimeBackend,
): TensorInfo[] {
  const { form, sizes, feed } = layerCall(inputs, attributes, backend);
  const { probabilities } = attributes;
  const saved = savedActivations(form, attributes);
  const shapes = activationShapes(form);
  const outputs: Record<string, readonly number[]> = {
    output: [form.packed ? sizes.tokens : sizes.rows, form.hidden],
  };
  if (probabilities) outputs.probabilities = [sizes.batch, form.heads, sizes.queries, sizes.length];
  for (const name of saved) outputs[savedName(name)] = resolve(shapes[name] ?? [], sizes);
  const { graph, inputs: names } = forwardGraph(form, probabilities, saved);
  return runGraph(graph, Object.fromEntries(names.map((name) => [name, feed(name)])), outputs, backend);
}

function transformerLayerGradient(
  inputs: TransformerLayerInputs,
  attributes: TransformerLayerAttributes,
  backend: OnnxRuntimeBackend,
): TensorInfo[] {
  const { form, feed } = layerCall(inputs, attributes, backend);
  const saved = savedActivations(form, attributes);
  const activations = Object.fromEntries(saved.map((name, index) => [savedName(name), `saved${index}`]));
  const outputs = attributes.gradients.map((name) => [gradientName(name), given(inputs, name).shape]);
  const { graph, inputs: names } = gradientGraph(form, attributes);
  const fed = names.map((name) => [name, feed(activations[name] ?? name)]);
  return runGraph(graph, Object.fromEntries(fed), Object.fromEntries(outputs), backend);
}

function resolve(shape: readonly Dimension[], sizes: LayerSizes): number[] {
  return shape.map((size) => (typeof size === 'number' ? size : sizes[size as keyof LayerSizes]));
}
