import type { Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import {
  type LayerInserts,
  type NamedVariables,
  requireKnownOptions,
  type Sharing,
  type SharingPlan,
} from '@tomoni/spec';
import { type Activation, activations } from '../../operations/activation.js';
import { layerNorm } from '../../operations/layer-norm.js';
import { linear } from '../../operations/linear.js';
import { requireCount, unfit } from '../contract/options.js';
import { widthOf } from '../contract/task-reads.js';
import { filled, normal, ofTask, type VariableSpecs } from '../contract/variables.js';
import { layerSharing, layersRead } from './layer-sharing.js';

/** The bottlenecks of {@link adapters}. */
export interface AdapterOptions {
  /** Width of the bottleneck. */
  readonly width: number;
  /**
   * Where they stand in a layer. `houlsby`: after the attention and after the feed-forward network, before the sum.
   * `pfeiffer`: after the feed-forward network alone, on the normalised sum, with a sum and a normalisation of their own.
   * `layer`: after the whole layer, on its normalised states; the layer is then still run in one call where the engine can.
   * Default `houlsby`.
   */
  readonly placement?: 'houlsby' | 'pfeiffer' | 'layer';
  /** Layers with adapters, from 1 on. Default: all. */
  readonly layers?: readonly number[];
  /** Default `relu`. */
  readonly activation?: Activation;
}

/** Deviation of the initial weights: an adapter starts close to doing nothing. */
const deviation = 0.01;

/**
 * Adapters by task: bottlenecks `x + U f(D x + d) + u` within the layers of a shared encoder.
 *
 * Together with `.trainable(none())` they alone are trained. Source: Houlsby et al., "Parameter-Efficient Transfer Learning for NLP", ICML 2019 (`houlsby`); Pfeiffer et
 * al., "AdapterFusion", EACL 2021, as AdapterHub has it (`pfeiffer`); Bapna and Firat, "Simple, Scalable Adaptation for
 * Neural Machine Translation", EMNLP 2019 (`layer`).
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range; before training, where the encoder has no
 *   such layer, or no attention for the adapters to stand after
 *
 * @example
 * ```ts
 * import { adapters } from '@tomoni/encoders';
 *
 * const sharing = adapters({ width: 48, placement: 'layer' });
 * console.log(sharing.kind); // adapters
 * ```
 */
export function adapters(given: AdapterOptions): Sharing {
  requireKnownOptions('adapters()', given, ['width', 'placement', 'layers', 'activation']);
  const { width, placement = 'houlsby', layers, activation = 'relu' } = given;
  requireCount(width, 'The width of an adapter');
  if (!['houlsby', 'pfeiffer', 'layer'].includes(placement))
    throw unfit(`Adapters cannot be placed by '${placement}'.`, "Give 'houlsby', 'pfeiffer' or 'layer'.");
  if (!(activation in activations))
    throw unfit(
      `There is no activation '${activation}'.`,
      `Give one of ${Object.keys(activations).join(', ')}.`,
    );
  const places =
    placement === 'houlsby' ? ['attention', 'output'] : [placement === 'layer' ? 'layer' : 'output'];
  const nameOf = (task: string, layer: number, place: string) =>
    `adapters.${task}.layer.${layer - 1}.${place}`;

  return layerSharing({
    kind: 'adapters',
    options: { width, placement, activation, ...(layers === undefined ? {} : { layers: [...layers] }) },
    design: (plan) => {
      requireAttention(plan, placement);
      const found = layersRead(plan, layers, 'adapters');
      const specs = plan.tasks.flatMap(({ task, layer: highest }) =>
        found
          .filter((layer) => layer <= highest)
          .flatMap((layer) =>
            places.map((place) =>
              ofTask(
                task,
                adapterSpecs(nameOf(task, layer, place), widthOf(plan, layer), width, placement === 'layer'),
              ),
            ),
          ),
      );
      return {
        variables: Object.assign({}, ...specs),
        layers: found,
        layout: { opened: placement !== 'layer' },
        routing: (variables) => ({
          inserts: (task, layer) => {
            if (variables[`${nameOf(task, layer, places[0] as string)}.up.weight`] === undefined)
              return undefined;
            const bottleneck = (place: string) => (x: Tensor2D) =>
              applyAdapter(x, variables, nameOf(task, layer, place), activation);
            return insertsOf(placement, bottleneck);
          },
        }),
      };
    },
  });
}

function insertsOf(
  placement: NonNullable<AdapterOptions['placement']>,
  bottleneck: (place: string) => (x: Tensor2D) => Tensor2D,
): LayerInserts {
  const residual = (place: string) => (x: Tensor2D) => tf.add(x, bottleneck(place)(x)) as Tensor2D;
  switch (placement) {
    case 'houlsby':
      return { attention: residual('attention'), output: residual('output') };
    case 'pfeiffer':
      return { output: (x, below, norm) => tf.add(x, bottleneck('output')(norm(tf.add(x, below)))) };
    case 'layer':
      return { layer: residual('layer') };
  }
}

function adapterSpecs(name: string, hidden: number, width: number, normalised: boolean): VariableSpecs {
  return {
    ...(normalised
      ? { [`${name}.LayerNorm.weight`]: filled([hidden], 1), [`${name}.LayerNorm.bias`]: filled([hidden], 0) }
      : {}),
    [`${name}.down.weight`]: normal([width, hidden], deviation),
    [`${name}.down.bias`]: filled([width], 0),
    [`${name}.up.weight`]: normal([hidden, width], deviation),
    [`${name}.up.bias`]: filled([hidden], 0),
  };
}

const epsilon = 1e-12;

/** `U f(D x + d) + u`, on the normalised `x` where the adapter has a normalisation. */
function applyAdapter(
  x: Tensor2D,
  variables: NamedVariables,
  name: string,
  activation: Activation,
): Tensor2D {
  const affine = (part: string) => ({
    weight: variables[`${name}.${part}.weight`] as Tensor2D,
    bias: variables[`${name}.${part}.bias`] as Tensor1D,
  });
  const weight = variables[`${name}.LayerNorm.weight`] as Tensor1D | undefined;
  const bias = variables[`${name}.LayerNorm.bias`] as Tensor1D;
  const input = weight === undefined ? x : layerNorm(x, { weight, bias }, epsilon);
  return linear(activations[activation](linear(input, affine('down'))), affine('up'));
}

function requireAttention({ encoder }: SharingPlan, placement: string): void {
  if (encoder.heads !== undefined || placement === 'layer') return;
  throw unfit(
    `The encoder '${encoder.name}' has no attention that adapters could stand after.`,
    "Place them by 'layer'.",
  );
}
