import type { TensorInfo } from '@tensorflow/tfjs';
import type { OnnxRuntimeBackend } from '../backend/onnxruntime-backend.js';
import { OnnxRuntimeError } from '../errors/onnxruntime-error.js';
import type { HostTensor } from '../runtime/host-tensor.js';
import { type ActivationName, activations } from './activations.js';
import { areBlocked } from './blocked-products.js';
import { hostTensor } from './graph-run.js';
import { type DropoutPlace, dropoutPlaces, type LayerForm } from './layer-form.js';
import { differentiable, type GradientRequest } from './layer-graphs.js';

/** Inputs of the kernels by name. */
export type TransformerLayerInputs = Readonly<Record<string, TensorInfo | undefined>>;

/** Attributes of the kernels. */
export interface TransformerLayerAttributes extends GradientRequest {
  /** Number of texts. */
  readonly batch: number;
  /** Tokens of each text. */
  readonly length: number;
  readonly heads: number;
  readonly activation: ActivationName;
  /** Added to variances in layer normalisation. */
  readonly epsilon: number;
  readonly norm: 'post' | 'pre';
  /** What kept elements are multiplied by. */
  readonly scales: Readonly<Record<DropoutPlace, number>>;
  /** Whether the attention maps are wanted. */
  readonly probabilities: boolean;
}

/** Sizes by the names that stand for them in shapes. */
export interface LayerSizes {
  /** Number of texts. */
  readonly batch: number;
  /** Tokens of each text. */
  readonly length: number;
  /** Queries of each text. */
  readonly queries: number;
  /** All tokens. */
  readonly tokens: number;
  /** All queries, less padding that is left out. */
  readonly rows: number;
  /** Queries of a text, once for each head. */
  readonly probes: number;
}

/** A layer that is called for: what its graphs depend on, and what they are fed with. */
export interface LayerCall {
  readonly form: LayerForm;
  readonly sizes: LayerSizes;
  /** What stands under a graph's input. */
  feed(name: string): HostTensor;
}

/**
 * Reads the inputs and attributes of a layer.
 *
 * @throws OnnxRuntimeError `invalid-argument` where they do not fit each other
 */
export function layerCall(
  inputs: TransformerLayerInputs,
  attributes: TransformerLayerAttributes,
  backend: OnnxRuntimeBackend,
): LayerCall {
  const sizes = layerSizes(inputs, attributes);
  const form = layerForm(inputs, attributes, sizes);
  if (inputs.present !== undefined) checkPresent(backend.values(inputs.present) as Int32Array, sizes);
  const places = inputs.positions && textPlaces(backend.values(inputs.positions) as Int32Array, sizes);
  const counts: Readonly<Record<string, number>> = {
    batch: sizes.batch,
    length: sizes.length,
    queries: sizes.queries,
  };
  return {
    form,
    sizes,
    feed: (name) => {
      const count = counts[name];
      if (count !== undefined) return { dtype: 'int64', shape: [1], data: BigInt64Array.of(BigInt(count)) };
      if (name === 'places' && places !== undefined)
        return { dtype: 'int64', shape: [sizes.batch, sizes.queries], data: places };
      return hostTensor(given(inputs, name), backend);
    },
  };
}

/** An input that has to be there. */
export function given(inputs: TransformerLayerInputs, name: string): TensorInfo {
  return inputs[name] ?? refuse(`A transformer layer was called without its input ${name}.`);
}

function layerSizes(
  inputs: TransformerLayerInputs,
  { batch, length, heads }: TransformerLayerAttributes,
): LayerSizes {
  const tokens = batch * length;
  const { positions, present } = inputs;
  if (positions !== undefined && present !== undefined)
    refuse('A transformer layer takes positions or present rows, not both.');
  const rows = (positions ?? present)?.shape.reduce((a, b) => a * b, 1) ?? tokens;
  const queries = present === undefined ? rows / batch : length;
  if (!Number.isInteger(queries) || queries < 1)
    refuse(`${rows} positions are not the same number in each of ${batch} texts.`);
  return { batch, length, queries, tokens, rows, probes: heads * queries };
}

function layerForm(
  inputs: TransformerLayerInputs,
  { heads, activation, epsilon, norm, scales, gradients }: TransformerLayerAttributes,
  sizes: LayerSizes,
): LayerForm {
  const { shape } = given(inputs, 'states');
  const [rows, hidden] = shape as [number, number];
  if (shape.length !== 2 || rows !== sizes.tokens)
    refuse(`States of shape [${shape}] are not those of ${sizes.batch} texts of ${sizes.length} tokens.`);
  if (hidden % heads !== 0) refuse(`${heads} heads cannot share the width ${hidden} evenly.`);
  if (!Object.hasOwn(activations, activation)) refuse(`There is no activation ${activation}.`);
  const strange = gradients.find((name) => !differentiable.includes(name));
  if (strange !== undefined) refuse(`The input ${strange} of a transformer layer has no gradient.`);
  const [inner] = given(inputs, 'intermediateBias').shape as [number];
  const dropped = dropoutPlaces.filter((place) => inputs[`${place}Kept`] !== undefined);
  return {
    hidden,
    heads,
    inner,
    activation,
    epsilon,
    norm,
    dropout: Object.fromEntries(dropped.map((place) => [place, scales[place]])),
    queries: inputs.positions === undefined ? 'all' : areFew(sizes, hidden, heads) ? 'few' : 'some',
    packed: inputs.present !== undefined,
    blocked: inputs.positions === undefined && areBlocked(sizes.rows, hidden, inner),
  };
}

/**
 * Whether it takes fewer operations not to form keys and values: `4 hidden (hidden + heads · length)` for each query,
 * instead of `4 hidden²` for each token.
 */
function areFew({ queries, length }: LayerSizes, hidden: number, heads: number): boolean {
  return queries * (hidden + heads * length) < length * hidden;
}

/** Rows of the states as tokens of their texts. */
function textPlaces(positions: Int32Array, { length, queries }: LayerSizes): BigInt64Array {
  const places = new BigInt64Array(positions.length);
  positions.forEach((position, index) => {
    const text = Math.floor(index / queries);
    if (Math.floor(position / length) !== text)
      refuse(`The position ${position} is not in text ${text} of ${length} tokens.`);
    places[index] = BigInt(position % length);
  });
  return places;
}

function checkPresent(present: Int32Array, { tokens }: LayerSizes): void {
  present.forEach((row, index) => {
    const before = index === 0 ? -1 : (present[index - 1] as number);
    if (row <= before || row >= tokens)
      refuse(`The rows that are no padding are not ascending ones of ${tokens}: ${row} follows ${before}.`);
  });
}

function refuse(what: string): never {
  throw new OnnxRuntimeError({ code: 'invalid-argument', what });
}
