import type { GraphBuilder, GraphValue } from '../graph/graph-builder.js';
import { add } from './arithmetic.js';
import { feedForward, feedForwardGradient } from './feed-forward.js';
import type { Layer, LayerActivations, LayerGradient } from './layer.js';
import type { LayerForm } from './layer-form.js';
import { feedForwardOptions, type LayerInputs } from './layer-inputs.js';
import { normalize, normalizeGradient } from './layer-normalization.js';
import { selfAttention, selfAttentionGradient } from './self-attention.js';

/**
 * A layer that normalises after each addition, as BERT's.
 *
 * Source: Vaswani et al., "Attention Is All You Need", NeurIPS 2017.
 */
export function postNormLayer(graph: GraphBuilder, form: LayerForm, inputs: LayerInputs): Layer {
  const { states, selection, weights } = inputs;
  const attention = selfAttention(graph, states, form, inputs);
  const attended = add(graph, attention.output, selection.choose(states));
  const middle = normalize(graph, attended, weights.attentionNorm, form);
  const network = feedForward(graph, middle, feedForwardOptions(form, inputs));
  const fed = add(graph, network.output, middle);
  return {
    output: normalize(graph, fed, weights.outputNorm, form),
    probabilities: attention.probabilities,
    activations: { ...attention.activations, ...network.activations, attended, fed },
  };
}

/** Backwards through {@link postNormLayer}. */
export function postNormLayerGradient(
  graph: GraphBuilder,
  gradient: GraphValue,
  activations: LayerActivations,
  form: LayerForm,
  inputs: LayerInputs,
): LayerGradient {
  const { states, weights } = inputs;
  const { attended, fed } = activations;
  const middle = normalize(graph, attended, weights.attentionNorm, form);
  const options = feedForwardOptions(form, inputs);

  const outputNorm = normalizeGradient(graph, gradient, fed, weights.outputNorm, form);
  const network = feedForwardGradient(
    graph,
    outputNorm.states,
    middle,
    activations,
    options,
    outputNorm.states,
  );
  const attentionNorm = normalizeGradient(graph, network.states, attended, weights.attentionNorm, form);
  const residual = attentionNorm.states;
  const attention = selfAttentionGradient(graph, residual, states, activations, form, inputs, residual);
  return { ...network, ...attention, attentionNorm, outputNorm };
}
