import type { GraphBuilder, GraphValue } from '../graph/graph-builder.js';
import { gemm } from './arithmetic.js';
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
import { type Affine, linear, linearGradient } from './linear.js';
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
  const { weights, dropout } = inputs;
  const input = attentionInput(states, form, inputs);
  const { context, probabilities, activations } =
    form.queries === 'few' ? attendSingly(graph, input, weights) : attend(graph, input, weights);
  const output = linear(graph, context, weights.attentionOutput);
  return {
    output: drop(graph, output, dropout.attentionOutput),
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
  const { weights, dropout } = inputs;
  const input = attentionInput(states, form, inputs);
  const dropped = drop(graph, gradient, dropout.attentionOutput);
  const context = gemm(graph, dropped, weights.attentionOutput.weight);
  return {
    ...('probe' in activations
      ? attendSinglyGradient(graph, context, input, weights, activations, residual)
      : attendGradient(graph, context, input, weights, activations, residual)),
    attentionOutput: linearGradient(graph, dropped, activations.context),
  };
}

function attentionInput(
  states: GraphValue,
  { hidden, heads }: LayerForm,
  { selection, packing, bias, sizes, dropout }: LayerInputs,
): AttentionInput {
  return { states, selection, packing, bias, sizes, hidden, heads, dropout: dropout.attention };
}
