import type { Dimension, GraphBuilder, GraphValue } from '../graph/graph-builder.js';
import type { FeedForwardActivations } from './feed-forward.js';
import type { LayerForm } from './layer-form.js';
import type { LayerInputs, LayerWeights } from './layer-inputs.js';
import { postNormLayer, postNormLayerGradient } from './post-norm-layer.js';
import { preNormLayer, preNormLayerGradient } from './pre-norm-layer.js';
import type { SelfAttentionActivations } from './self-attention.js';

/** What the gradient of a layer may need of its forward pass; what is cheap to compute anew is not among it. */
export type LayerActivations = SelfAttentionActivations &
  FeedForwardActivations & {
    /** The rows' states plus attention: `[rows, hidden]`. */
    readonly attended: GraphValue;
    /** Plus feed-forward network: `[rows, hidden]`. */
    readonly fed: GraphValue;
  };

/** What a layer gives. */
export interface Layer {
  /** `[rows, hidden]`, or `[tokens, hidden]` with padding that was left out. */
  readonly output: GraphValue;
  /** Of the attention, before dropout: `[batch, heads, queries, length]`. */
  readonly probabilities: GraphValue;
  readonly activations: LayerActivations;
}

/** Gradients of a layer. */
export interface LayerGradient extends LayerWeights {
  /** `[tokens, hidden]`. */
  readonly states: GraphValue;
}

/** Attention and feed-forward network, each added to its input and normalised. */
export function transformerLayer(graph: GraphBuilder, form: LayerForm, inputs: LayerInputs): Layer {
  const { pack, pad } = inputs.packing;
  const states = pack(inputs.states);
  const layer = (form.norm === 'pre' ? preNormLayer : postNormLayer)(graph, form, { ...inputs, states });
  return { ...layer, output: pad(layer.output) };
}

/**
 * Gradients of all that a layer is computed from; who wants but some of them prunes the graph.
 *
 * @param gradient - of the output, in its shape
 */
export function transformerLayerGradient(
  graph: GraphBuilder,
  gradient: GraphValue,
  activations: LayerActivations,
  form: LayerForm,
  inputs: LayerInputs,
): LayerGradient {
  const { pack, pad } = inputs.packing;
  const states = pack(inputs.states);
  const layerGradient = form.norm === 'pre' ? preNormLayerGradient : postNormLayerGradient;
  const gradients = layerGradient(graph, pack(gradient), activations, form, { ...inputs, states });
  return { ...gradients, states: pad(gradients.states) };
}

/** Shapes by name. */
export type Shapes = Readonly<Record<string, readonly Dimension[]>>;

/** Shapes of the activations. */
export function activationShapes({ hidden, heads, inner, queries, blocked }: LayerForm): Shapes {
  const rows = ['rows', hidden];
  const matrices = (count: string) => ['batch', heads, count, hidden / heads];
  const manyQueries: Shapes = {
    query: matrices('queries'),
    key: matrices('length'),
    value: matrices('length'),
  };
  const fewQueries: Shapes = {
    query: rows,
    probe: ['batch', 'probes', hidden],
    mixed: ['batch', 'probes', hidden],
    probabilities: ['batch', heads, 'queries', 'length'],
  };
  const attention = queries === 'few' ? fewQueries : manyQueries;
  const innerRows = blocked ? [inner, 'rows'] : ['rows', inner];
  return { ...attention, context: rows, attended: rows, inner: innerRows, fed: rows };
}
