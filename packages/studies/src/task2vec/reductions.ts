import { TomoniError } from '@tomoni/spec';
import type { DiagonalFisher, ParameterFisher } from './diagonal-fisher.js';

/** How the diagonal of the Fisher information becomes a vector. */
export type FisherReduction =
  /** The diagonal as it is, parameter after parameter: as many numbers as parameters. */
  | 'whole'
  /** The mean over each parameter tensor: one number per tensor. */
  | 'parameters'
  /** The mean over all parameters of a layer: one number per layer, the embeddings being layer 0. */
  | 'layers'
  /** The mean over the weights that lead to a unit: one number per row of every weight matrix, as the original does by filter. Tables of embeddings and vectors are left out. */
  | 'units'
  /** As `units`, but of matrices with as many outputs as a hidden state has, averaged over these: 768 numbers for a BERT-base. */
  | 'hidden-outputs'
  /** The mean over the weights that leave a hidden state's dimension, over all matrices that read one: 768 numbers for a BERT-base. */
  | 'hidden-inputs'
  /** The mean over tables of embeddings, by dimension: 768 numbers for a BERT-base. */
  | 'hidden-embeddings'
  /** The mean over biases and normalisations as wide as a hidden state, by dimension: 768 numbers for a BERT-base. */
  | 'hidden-vectors';

/** A reduced diagonal. */
interface Reduced {
  readonly values: Float64Array;
  readonly names?: readonly string[];
}

/** The reductions by name. */
export const reductions: Readonly<Record<FisherReduction, (fisher: DiagonalFisher) => Reduced>> = {
  whole: ({ parameters }) => ({ values: joined(parameters.map(({ values }) => values)) }),
  parameters: ({ parameters }) => ({
    values: Float64Array.from(parameters, ({ values }) => sumOf(values) / values.length),
    names: parameters.map(({ name }) => name),
  }),
  layers: byLayer,
  units: (fisher) => {
    const matrices = fisher.parameters.filter(isWeightMatrix);
    requireSome(matrices, 'a weight matrix');
    return { values: joined(matrices.map((matrix) => over(matrix, 0).map((sum) => sum / side(matrix, 1)))) };
  },
  'hidden-outputs': ({ parameters, hiddenSize }) =>
    byDimension(
      parameters.filter((parameter) => isWeightMatrix(parameter) && side(parameter, 0) === hiddenSize),
      0,
      'a weight matrix with as many outputs as a hidden state has',
    ),
  'hidden-inputs': ({ parameters, hiddenSize }) =>
    byDimension(
      parameters.filter((parameter) => isWeightMatrix(parameter) && side(parameter, 1) === hiddenSize),
      1,
      'a weight matrix that reads hidden states',
    ),
  'hidden-embeddings': ({ parameters }) =>
    byDimension(
      parameters.filter(({ layer, shape }) => layer === 0 && shape.length === 2),
      1,
      'a table of embeddings',
    ),
  'hidden-vectors': ({ parameters, hiddenSize }) =>
    byDimension(
      parameters.filter(({ shape }) => shape.length === 1 && shape[0] === hiddenSize),
      0,
      'a vector as wide as a hidden state',
    ),
};

function byLayer({ parameters }: DiagonalFisher): Reduced {
  const layers = [...new Set(parameters.map(({ layer }) => layer))].sort((a, b) => a - b);
  const values = layers.map((layer) => {
    const own = parameters.filter((parameter) => parameter.layer === layer);
    const count = own.reduce((sum, parameter) => sum + parameter.values.length, 0);
    return own.reduce((sum, parameter) => sum + sumOf(parameter.values), 0) / count;
  });
  return { values: Float64Array.from(values), names: layers.map((layer) => `layer ${layer}`) };
}

/** The mean over all entries at each place of an axis that the parameters have in common. */
function byDimension(parameters: readonly ParameterFisher[], axis: 0 | 1, wanted: string): Reduced {
  requireSome(parameters, wanted);
  const sums = new Float64Array(side(parameters[0] as ParameterFisher, axis));
  let entries = 0;
  for (const parameter of parameters) {
    entries += parameter.values.length / sums.length;
    for (const [place, sum] of over(parameter, axis).entries()) sums[place] = (sums[place] as number) + sum;
  }
  return { values: sums.map((sum) => sum / entries) };
}

/** Sums over all axes but one. */
function over({ values, shape }: ParameterFisher, axis: 0 | 1): Float64Array {
  const [rows = 1, columns = 1] = shape;
  const sums = new Float64Array(axis === 0 ? rows : columns);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const place = axis === 0 ? row : column;
      sums[place] = (sums[place] as number) + (values[row * columns + column] as number);
    }
  return sums;
}

function isWeightMatrix({ layer, shape }: ParameterFisher): boolean {
  return layer > 0 && shape.length === 2;
}

function side({ shape }: ParameterFisher, axis: 0 | 1): number {
  return shape[axis] ?? 1;
}

function sumOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const values = new Float64Array(parts.reduce((length, part) => length + part.length, 0));
  let start = 0;
  for (const part of parts) {
    values.set(part, start);
    start += part.length;
  }
  return values;
}

function requireSome(parameters: readonly ParameterFisher[], wanted: string): void {
  if (parameters.length > 0) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `None of the parameters is ${wanted}.`,
    remedy: 'Take the Fisher information of more parameters, or reduce it in another way.',
  });
}
