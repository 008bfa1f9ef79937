import type { Dimension, GraphBuilder, GraphValue } from '../graph/graph-builder.js';
import { blockedProducts } from './blocked-products.js';
import type { Dropout } from './dropout.js';
import type { FeedForwardOptions } from './feed-forward.js';
import { type DropoutPlace, dropoutPlaces, type LayerForm } from './layer-form.js';
import type { Affine } from './linear.js';
import { type Packing, presentRows, unpacked } from './packing.js';
import { type Products, rowProducts } from './products.js';
import { everyRow, type Selection, selectedRows } from './selection.js';

/** Parts of a layer that have a weight and a bias. */
export const layerParts = [
  'query',
  'key',
  'value',
  'attentionOutput',
  'attentionNorm',
  'intermediate',
  'output',
  'outputNorm',
] as const;

/** A part of a layer that has a weight and a bias. */
export type LayerPart = (typeof layerParts)[number];

/** Weights and biases of a layer, or their gradients. */
export type LayerWeights = Readonly<Record<LayerPart, Affine>>;

/** Sizes that are known at each run, `[1]` of int64. */
export interface FedSizes {
  /** Number of texts. */
  readonly batch: GraphValue;
  /** Tokens of a text. */
  readonly length: GraphValue;
  /** Queries of a text. */
  readonly queries: GraphValue;
}

/** What a layer is fed with. */
export interface LayerInputs {
  /** `[tokens, hidden]`, tokens = batch · length. */
  readonly states: GraphValue;
  /** Added to the scores: `[batch, 1, 1, length]`. */
  readonly bias: GraphValue;
  readonly selection: Selection;
  readonly packing: Packing;
  readonly products: Products;
  readonly dropout: Readonly<Partial<Record<DropoutPlace, Dropout>>>;
  readonly weights: LayerWeights;
  readonly sizes: FedSizes;
}

/** Shapes of the dropout masks; rows = batch · queries, less padding that is left out. */
const maskShapes = {
  attention: ['batch', 'heads', 'queries', 'length'],
  attentionOutput: ['rows', 'hidden'],
  output: ['rows', 'hidden'],
} as const;

/** Declares the inputs of a layer's graph, under the names of the kernel's inputs. */
export function layerInputs(graph: GraphBuilder, form: LayerForm): LayerInputs {
  const { hidden, inner } = form;
  const float32 = (name: string, shape: readonly Dimension[]) => graph.input(name, 'float32', shape);
  const size = (name: string) => graph.input(name, 'int64', [1]);
  const sizes = { batch: size('batch'), length: size('length'), queries: size('queries') };
  return {
    states: float32('states', ['tokens', hidden]),
    bias: float32('bias', ['batch', 1, 1, 'length']),
    selection: form.queries === 'all' ? everyRow : selectedRows(graph, selectedPlaces(graph), sizes, hidden),
    packing: form.packed
      ? presentRows(graph, graph.input('present', 'int32', ['rows']), sizes, hidden)
      : unpacked,
    products: form.blocked ? blockedProducts(graph, form) : rowProducts(graph),
    dropout: dropouts(graph, form),
    weights: layerWeights((part) => {
      const isMatrix = !part.endsWith('Norm');
      const out = part === 'intermediate' ? inner : hidden;
      const input = part === 'output' ? inner : hidden;
      return {
        weight: float32(`${part}Weight`, isMatrix ? [out, input] : [hidden]),
        bias: float32(`${part}Bias`, [out]),
      };
    }),
    sizes,
  };
}

function selectedPlaces(graph: GraphBuilder) {
  return {
    positions: graph.input('positions', 'int32', ['rows']),
    places: graph.input('places', 'int64', ['batch', 'queries']),
  };
}

function dropouts(graph: GraphBuilder, { dropout, heads, hidden }: LayerForm): LayerInputs['dropout'] {
  const known: Record<string, number> = { heads, hidden };
  return Object.fromEntries(
    dropoutPlaces.flatMap((place) => {
      const scale = dropout[place];
      if (scale === undefined) return [];
      const shape = maskShapes[place].map((dim) => known[dim] ?? dim);
      return [[place, { kept: graph.input(`${place}Kept`, 'uint8', shape), scale }]];
    }),
  );
}

function layerWeights(of: (part: LayerPart) => Affine): LayerWeights {
  return Object.fromEntries(layerParts.map((part) => [part, of(part)])) as Record<LayerPart, Affine>;
}

/** The feed-forward network of a layer. */
export function feedForwardOptions(
  { activation, inner }: LayerForm,
  { weights, products, dropout }: LayerInputs,
): FeedForwardOptions {
  return { weights, products, innerWidth: inner, activation, dropout: dropout.output };
}
