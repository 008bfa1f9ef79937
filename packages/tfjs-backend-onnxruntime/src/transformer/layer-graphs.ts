import { GraphBuilder, type GraphValue } from '../graph/graph-builder.js';
import type { CompiledGraph } from '../runtime/compiled-graph.js';
import { compiled } from '../runtime/graph-cache.js';
import {
  activationShapes,
  type LayerActivations,
  type LayerGradient,
  transformerLayer,
  transformerLayerGradient,
} from './layer.js';
import type { LayerForm } from './layer-form.js';
import { layerInputs, layerParts } from './layer-inputs.js';

/** Which gradients of a layer are wanted, and at the price of what. */
export interface GradientRequest {
  /** Names of the inputs. */
  readonly gradients: readonly string[];
  /** `save` what is expensive to compute anew, or `recompute` the forward pass. */
  readonly memory: 'save' | 'recompute';
}

/** A graph with the names of the inputs that it reads. */
export interface LayerGraph {
  readonly graph: CompiledGraph;
  readonly inputs: readonly string[];
}

/** Inputs and outputs that carry an activation from the forward to the backward graph are named after it. */
const savedPrefix = 'saved:';

/** Names of all inputs that have gradients. */
export const differentiable: readonly string[] = [
  'states',
  ...layerParts.flatMap((part) => [`${part}Weight`, `${part}Bias`]),
];

/**
 * What has to be saved for the wanted gradients: found by pruning the backward graph, not declared.
 *
 * @returns names of activations
 */
export function savedActivations(form: LayerForm, request: GradientRequest): readonly string[] {
  if (request.gradients.length === 0) return [];
  const key = gradientKey(form, request);
  const known = saved.get(key);
  if (known !== undefined) return known;
  const graph = new GraphBuilder();
  buildGradient(graph, form, request);
  const names = graph
    .prune()
    .filter((name) => name.startsWith(savedPrefix))
    .map((name) => name.slice(savedPrefix.length));
  saved.set(key, names);
  return names;
}

const saved = new Map<string, readonly string[]>();

/** A layer with the outputs `output`, `probabilities` where wanted, and the activations to be saved. */
export function forwardGraph(
  form: LayerForm,
  probabilities: boolean,
  activations: readonly string[],
): LayerGraph {
  const key = JSON.stringify(['transformer layer', form, probabilities, activations]);
  return prunedGraph(key, (graph) => {
    const layer = transformerLayer(graph, form, layerInputs(graph, form));
    graph.output(layer.output, 'output');
    if (probabilities) graph.output(layer.probabilities, 'probabilities');
    const values: Readonly<Record<string, GraphValue>> = { ...layer.activations };
    for (const name of activations) graph.output(values[name] as GraphValue, savedName(name));
  });
}

/** The gradients of a layer, each under the name of its input with `gradient:` before it. */
export function gradientGraph(form: LayerForm, request: GradientRequest): LayerGraph {
  return prunedGraph(gradientKey(form, request), (graph) => buildGradient(graph, form, request));
}

/** Name of an activation among inputs and outputs. */
export function savedName(activation: string): string {
  return `${savedPrefix}${activation}`;
}

/** Name of a gradient among the outputs. */
export function gradientName(input: string): string {
  return `gradient:${input}`;
}

function gradientKey(form: LayerForm, { gradients, memory }: GradientRequest): string {
  return JSON.stringify(['gradient of transformer layer', form, gradients, memory]);
}

function buildGradient(graph: GraphBuilder, form: LayerForm, { gradients, memory }: GradientRequest): void {
  const inputs = layerInputs(graph, form);
  const activations =
    memory === 'recompute' ? transformerLayer(graph, form, inputs).activations : readActivations(graph, form);
  const gradient = graph.input('gradient', 'float32', [form.packed ? 'tokens' : 'rows', form.hidden]);
  const values = byInput(transformerLayerGradient(graph, gradient, activations, form, inputs));
  for (const name of gradients) graph.output(values[name] as GraphValue, gradientName(name));
}

function readActivations(graph: GraphBuilder, form: LayerForm): LayerActivations {
  const shapes = Object.entries(activationShapes(form));
  const values = shapes.map(([name, shape]) => [name, graph.input(savedName(name), 'float32', shape)]);
  return Object.fromEntries(values) as LayerActivations;
}

function byInput(gradient: LayerGradient): Readonly<Record<string, GraphValue>> {
  const parts = layerParts.flatMap((part) => [
    [`${part}Weight`, gradient[part].weight],
    [`${part}Bias`, gradient[part].bias],
  ]);
  return Object.fromEntries([['states', gradient.states], ...parts]);
}

function prunedGraph(key: string, build: (graph: GraphBuilder) => void): LayerGraph {
  const graph = compiled(key, (builder) => {
    build(builder);
    inputsOf.set(key, builder.prune());
  });
  return { graph, inputs: inputsOf.get(key) as readonly string[] };
}

const inputsOf = new Map<string, readonly string[]>();
