import type { TensorInfo } from '@tensorflow/tfjs';
import type { OnnxRuntimeBackend } from '../backend/onnxruntime-backend.js';
import type { Dimension } from '../graph/graph-builder.js';
import { kernel } from '../kernels/kernel.js';
import type { HostTensor } from '../runtime/host-tensor.js';
import { activationShapes } from './layer.js';
import {
  given,
  type LayerSizes,
  layerCall,
  type TransformerLayerAttributes,
  type TransformerLayerInputs,
} from './layer-call.js';
import {
  forwardGraph,
  gradientGraph,
  gradientName,
  type LayerGraph,
  savedActivations,
  savedName,
} from './layer-graphs.js';

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
  return run(forwardGraph(form, probabilities, saved), feed, outputs, backend);
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
  return run(
    gradientGraph(form, attributes),
    (name) => feed(activations[name] ?? name),
    Object.fromEntries(outputs),
    backend,
  );
}

/** Runs a graph into arrays of the pool. */
function run(
  { graph, inputs }: LayerGraph,
  feed: (name: string) => HostTensor,
  shapes: Readonly<Record<string, readonly number[]>>,
  backend: OnnxRuntimeBackend,
): TensorInfo[] {
  const outputs: Record<string, HostTensor> = {};
  try {
    for (const [name, shape] of Object.entries(shapes)) {
      const data = backend.take(
        'float32',
        shape.reduce((product, size) => product * size, 1),
      );
      outputs[name] = { dtype: 'float32', shape, data };
    }
    graph.run(Object.fromEntries(inputs.map((name) => [name, feed(name)])), outputs);
  } catch (error) {
    for (const { data } of Object.values(outputs)) backend.recycle(data);
    throw error;
  }
  return Object.values(outputs).map(({ shape, data }) =>
    backend.output(shape, 'float32', data as Float32Array),
  );
}

function resolve(shape: readonly Dimension[], sizes: LayerSizes): number[] {
  return shape.map((size) => (typeof size === 'number' ? size : sizes[size as keyof LayerSizes]));
}
