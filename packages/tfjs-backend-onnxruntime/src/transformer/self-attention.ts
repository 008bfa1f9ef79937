import type { GraphBuilder, GraphValue } from '../graph/graph-builder.js';
import {
  type AttentionActivations,
  type AttentionInput,
  type AttentionWeights,
  attend,
  attendGradient,
} from './attention.js';
import { drop } from './dropout.js';
import type { LayerForm } from './layer-form.js';
import type { LayerInputs } from './layer-inputs.js';
import type { Affine } from './linear.js';
import { attendSingly, attendSinglyGradient, type SingleQueryActivations } from './single-query-attention.js';

/** What the gradient of a self-attention needs. */
export type SelfAttentionActivations = (AttentionActivations | SingleQueryActivations) & {
  /** Mixed values of all heads side by side: `[rows, hidden]`. */
  readonly context: GraphValue;
};

/** What a self-attention gives. */
export interface SelfAttention {
  /** `[rows, hidden]`. */
  readonly output: GraphValue;
  /** Before dropout: `[batch, heads, queries, length]`. */
  readonly probabilities: GraphValue;
  readonly activations: SelfAttentionActivations;
}

/** Gradients of a self-attention. */
export interface SelfAttentionGradient extends AttentionWeights {
  /** `[tokens, hidden]`. */
  readonly states: GraphValue;
  readonly attentionOutput: Affine;
}

/** Attention of some rows to all of their text, and a linear map: `[tokens, hidden]` to `[rows, hidden]`. */
export function selfAttention(
  graph: GraphBuilder,
  states: GraphValue,
  form: LayerForm,
  inputs: LayerInputs,
): SelfAttention {
  const { weights, products, dropout } = inputs;
  const input = attentionInput(states, form, inputs);
  const { context, probabilities, activations } =
    form.queries === 'few' ? attendSingly(graph, input, weights) : attend(graph, input, weights);
  const output = products.linear(products.lay(context), weights.attentionOutput);
  return {
    output: drop(graph, products.rows(output), dropout.attentionOutput),
    probabilities,
    activations: { ...activations, context },
  };
}

/**
 * @param gradient - of the output, `[rows, hidden]`
 * @param residual - added to the gradient of the rows' states
 */
export function selfAttentionGradient(
  graph: GraphBuilder,
  gradient: GraphValue,
  states: GraphValue,
  activations: SelfAttentionActivations,
  form: LayerForm,
  inputs: LayerInputs,
  residual?: GraphValue,
): SelfAttentionGradient {
  const { weights, products, dropout } = inputs;
  const input = attentionInput(states, form, inputs);
  const dropped = products.lay(drop(graph, gradient, dropout.attentionOutput));
  const context = products.rowsGradient(dropped, weights.attentionOutput.weight);
  return {
    ...('probe' in activations
      ? attendSinglyGradient(graph, context, input, weights, activations, residual)
      : attendGradient(graph, context, input, weights, activations, residual)),
    attentionOutput: products.weightGradient(dropped, activations.context, form.hidden),
  };
}

function attentionInput(
  states: GraphValue,
  { hidden, heads }: LayerForm,
  { selection, packing, products, bias, sizes, dropout }: LayerInputs,
): AttentionInput {
  return { states, selection, packing, products, bias, sizes, hidden, heads, dropout: dropout.attention };
}
