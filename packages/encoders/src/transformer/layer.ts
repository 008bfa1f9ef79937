import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { applyKeepMask } from '../dropout/keep-mask.js';
import type { LayerOutput, LayerRun } from '../network/network.js';
import { type Activation, activations } from '../operations/activation.js';
import { isRecording } from '../operations/is-recording.js';
import { isTrained } from '../operations/is-trained.js';
import { layerNorm, type Scaling } from '../operations/layer-norm.js';
import { type Affine, linear } from '../operations/linear.js';
import { lookup } from '../operations/lookup.js';
import { recomputed } from '../operations/recomputed.js';
import { type AttentionOptions, type AttentionWeights, attend } from './attention.js';
import { compiledLayer, compiles } from './compiled-layer.js';
import { attendFromFew, fewQueries } from './single-query-attention.js';
import type { TransformerInput } from './transformer-input.js';

/** The weights of one transformer layer. */
export interface LayerWeights extends AttentionWeights {
  readonly attentionOutput: Affine;
  readonly attentionNorm: Scaling;
  readonly intermediate: Affine;
  readonly output: Affine;
  readonly outputNorm: Scaling;
}

/** What a transformer layer is besides its weights. */
export interface LayerOptions extends AttentionOptions {
  readonly activation: Activation;
  readonly attentionOutputDropout: number;
  readonly outputDropout: number;
  readonly epsilon: number;
}

/**
 * Attention and feed-forward network, each added to its input and normalised: `[batch · length, hidden]`, or
 * `[batch · queries, hidden]` where the output is wanted at some positions alone.
 *
 * Where the backend has a kernel for it, the layer is one call; attention maps take the operations one by one.
 */
export function transformerLayer(
  below: Tensor2D,
  input: TransformerInput,
  weights: LayerWeights,
  options: LayerOptions,
  run: LayerRun,
): LayerOutput {
  if (run.attention) return plainLayer(below, input, weights, options, run);
  const opened = run.inserts?.attention !== undefined || run.inserts?.output !== undefined;
  if (!opened && compiles()) return { states: compiledLayer(below, input, weights, options, run) };
  const plain = (states: Tensor2D) => plainLayer(states, input, weights, options, run).states;
  const trained = trainedWeights(weights, run);
  const recorded = (run.above || trained.length > 0) && isRecording();
  return {
    states:
      run.memory === 'recompute' && recorded && !opened
        ? recomputed(plain, below, trained, run.above)
        : plain(below),
  };
}

function plainLayer(
  below: Tensor2D,
  input: TransformerInput,
  weights: LayerWeights,
  options: LayerOptions,
  { dropout, queries, attention: maps, inserts }: LayerRun,
): LayerOutput {
  const { heads, attentionOutputDropout, outputDropout, epsilon } = options;
  const hidden = below.shape[1];
  const from = queries === undefined ? below : lookup(below, queries.rows);
  const drop = (x: Tensor2D, place: string, rate: number) => {
    const mask = dropout(place, rate, queries?.rows ?? input.size * input.length, hidden);
    return mask === undefined ? x : applyKeepMask(x, mask);
  };
  const attending = { from, to: below, queries };
  const few = !maps && queries !== undefined && fewQueries(queries.count, input.length, hidden, heads);
  const { context, probabilities } = few
    ? { context: attendFromFew(attending, input, weights, options, dropout), probabilities: undefined }
    : attend(attending, input, weights, options, dropout);
  const projected = drop(
    linear(context, weights.attentionOutput),
    'attention output',
    attentionOutputDropout,
  );
  const attended = inserts?.attention?.(projected) ?? projected;
  const middle = layerNorm(tf.add(attended, from), weights.attentionNorm, epsilon);
  const inner = activations[options.activation](linear(middle, weights.intermediate));
  const norm = (x: Tensor2D) => layerNorm(x, weights.outputNorm, epsilon);
  const contracted = drop(linear(inner, weights.output), 'output', outputDropout);
  const fed = inserts?.output?.(contracted, middle, norm) ?? contracted;
  const states = norm(tf.add(fed, middle));
  return maps && probabilities !== undefined ? { states, attention: probabilities } : { states };
}

function trainedWeights(weights: LayerWeights, run: LayerRun): Tensor[] {
  return Object.values(weights)
    .flatMap(({ weight, bias }: Affine | Scaling): Tensor[] => [weight, bias])
    .filter((tensor) => isTrained(tensor, run));
}
