import type { Scalar } from '@tensorflow/tfjs';
import type {
  Json,
  NamedVariables,
  ParameterInfo,
  Routing,
  SharedParameter,
  Sharing,
  SharingLayout,
  SharingPlan,
} from '@tomoni/spec';
import { unfit } from '../contract/options.js';
import {
  createVariables,
  disposeVariables,
  servedBy,
  shapesOf,
  type VariableSpecs,
} from '../contract/variables.js';
import { hardSharing } from '../features/hard-sharing.js';

/** What a task has of its own within the encoder. */
export interface LayerDesign {
  readonly variables: VariableSpecs;
  /** Layers with variables, ascending. */
  readonly layers: readonly number[];
  readonly layout?: Pick<SharingLayout, 'opened' | 'copied' | 'merges'>;
  readonly copies?: Readonly<Record<string, ParameterInfo>>;
  routing(variables: NamedVariables): Omit<Routing, 'from'>;
  penalty?(variables: NamedVariables): Scalar;
}

/** What a way of sharing within the encoder is, besides its design. */
export interface LayerSharingOptions {
  readonly kind: string;
  readonly options: Json;
  design(plan: SharingPlan): LayerDesign;
}

/** Sharing by layers of the encoder that differ by task; what a task reads of them reaches its head as it is. */
export function layerSharing({ kind, options, design }: LayerSharingOptions): Sharing {
  const plain = hardSharing();
  return {
    kind,
    toJSON: () => options,
    layout: (plan) => {
      const { variables, layers, layout } = design(plan);
      return { variables: shapesOf(variables), routed: layers, ...layout };
    },
    build: (context) => {
      const { variables: specs, layers, copies, routing, penalty } = design(context);
      const variables = createVariables(specs, context.rng);
      return {
        ...plain.build(context),
        variables,
        serves: (variable) => servedBy(specs, variable),
        routing: { from: layers[0] as number, ...routing(variables) },
        ...(copies === undefined ? {} : { copies }),
        ...(penalty === undefined ? {} : { penalty: () => penalty(variables) }),
        dispose: () => disposeVariables(variables),
      };
    },
  };
}

/**
 * The layers that are named, or all from 1 on, up to the highest one that a task reads.
 *
 * @param what whose layers they are, for the message
 * @throws TomoniError `invalid-argument` where a named layer is not there, or none of them is read
 */
export function layersRead(
  { encoder: { depth }, tasks }: SharingPlan,
  layers: readonly number[] | undefined,
  what: string,
): readonly number[] {
  const strange = layers?.find((layer) => !Number.isInteger(layer) || layer < 1 || layer > depth);
  if (strange !== undefined)
    throw unfit(`There is no layer ${strange} of ${depth} for ${what}.`, `Name layers from 1 to ${depth}.`);
  const highest = Math.max(...tasks.map(({ layer }) => layer));
  const all = Array.from({ length: depth }, (_, index) => index + 1);
  const found = all.filter((layer) => layer <= highest && layers?.includes(layer) !== false);
  if (found.length === 0)
    throw unfit(
      `The highest layer that is read is ${highest}, below all layers of ${what}.`,
      'Let a task read a higher layer.',
    );
  return found;
}

/** The layers of some parameters, ascending. */
export function layersOf(parameters: readonly ParameterInfo[]): number[] {
  return [...new Set(parameters.map(({ layer }) => layer))].sort((a, b) => a - b);
}

/** What stands before `.weight` or `.bias` in the name of a parameter. */
export function stemOf({ name }: Pick<SharedParameter, 'name'>): string {
  return name.replace(/\.(weight|bias)$/, '');
}
