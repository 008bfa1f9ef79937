import type { GraphBuilder, GraphValue } from '../graph/graph-builder.js';
import { add } from './arithmetic.js';
import { feedForward, feedForwardGradient } from './feed-forward.js';
import type { Layer, LayerActivations, LayerGradient } from './layer.js';
import type { LayerForm } from './layer-form.js';
import { feedForwardOptions, type LayerInputs } from './layer-inputs.js';
import { normalize, normalizeGradient } from './layer-normalization.js';
import { selfAttention, selfAttentionGradient } from './self-attention.js';

/**
 * A layer that normalises what attention and feed-forward network read, and not what is passed on.
 *
 * Source: Xiong et al., "On Layer Normalization in the Transformer Architecture", ICML 2020.
 */
export function preNormLayer(graph: GraphBuilder, form: LayerForm, inputs: LayerInputs): Layer {
  const { states, selection, weights } = inputs;
  const normal = normalize(graph, states, weights.attentionNorm, form);
  const attention = selfAttention(graph, normal, form, inputs);
  const attended = add(graph, attention.output, selection.choose(states));
  const middle = normalize(graph, attended, weights.outputNorm, form);
  const network = feedForward(graph, middle, feedForwardOptions(form, inputs));
  const fed = add(graph, network.output, attended);
  return {
    output: fed,
    probabilities: attention.probabilities,
    activations: { ...attention.activations, ...network.activations, attended, fed },
  };
}

/** Backwards through {@link preNormLayer}. */
export function preNormLayerGradient(
  graph: GraphBuilder,
  gradient: GraphValue,
  activations: LayerActivations,
  form: LayerForm,
  inputs: LayerInputs,
): LayerGradient {
  const { states, selection, weights } = inputs;
  const { attended } = activations;
  const normal = normalize(graph, states, weights.attentionNorm, form);
  const middle = normalize(graph, attended, weights.outputNorm, form);

  const network = feedForwardGradient(graph, gradient, middle, activations, feedForwardOptions(form, inputs));
  const outputNorm = normalizeGradient(graph, network.states, attended, weights.outputNorm, form);
  const residual = add(graph, outputNorm.states, gradient);
  const attention = selfAttentionGradient(graph, residual, normal, activations, form, inputs);
  const attentionNorm = normalizeGradient(graph, attention.states, states, weights.attentionNorm, form);
  return {
    ...network,
    ...attention,
    attentionNorm,
    outputNorm,
    states: add(graph, attentionNorm.states, selection.spread(residual)),
  };
}
