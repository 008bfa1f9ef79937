import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import {
  type Mode,
  type NamedVariables,
  requireKnownOptions,
  type SharedParameter,
  type Sharing,
  type SharingPlan,
} from '@tomoni/spec';
import { dropout as drop } from '../../dropout/dropout.js';
import { requireCount, requirePositive, requireRate, unfit } from '../contract/options.js';
import { filled, uniform, type VariableSpecs } from '../contract/variables.js';
import { type LayerDesign, layerSharing, layersOf, layersRead, stemOf } from './layer-sharing.js';

/** The matrices of {@link lora}. */
export interface LoraOptions {
  /** Rank of the product that a weight is changed by. */
  readonly rank: number;
  /** The product counts `alpha / rank`. Default: the rank, so that it counts once. */
  readonly alpha?: number;
  /** Dropout of the weight's inputs on their way to `A`, drawn once per step and task for all tokens. Default 0. */
  readonly dropout?: number;
  /** The last parts of the names of the weights that are changed. Default: the maps to queries and values. */
  readonly targets?: readonly string[];
  /** Layers with changed weights, from 1 on. Default: all. */
  readonly layers?: readonly number[];
  /** What tasks have in common: nothing, or the matrix `A`. Default `none`. */
  readonly shared?: 'none' | 'A';
}

const queriesAndValues = ['query', 'value', 'q_lin', 'v_lin'];

/**
 * Low-rank adaptation by task: a weight `W` is `W + alpha/rank · B A` for a task, with `A` of shape `[rank, in]` and `B`
 * of shape `[out, rank]`. `B` starts at 0, so that every task starts from the encoder as it is. With `shared: 'A'`, tasks
 * have a `B` of their own on a common `A`.
 *
 * Together with `.trainable(none())` the matrices alone are trained. The product is formed once per step and task. A
 * model of a single task is saved as a plain encoder. Source: Hu et al., "LoRA: Low-Rank Adaptation of Large Language
 * Models", ICLR 2022; for the shared `A`: Tian et al., "HydraLoRA", NeurIPS 2024, with the task in place of the router.
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range; before training, where the encoder has no
 *   such layer or weight
 *
 * @example
 * ```ts
 * import { lora } from '@tomoni/encoders';
 *
 * const sharing = lora({ rank: 8, alpha: 16, shared: 'A' });
 * console.log(sharing.kind); // lora
 * ```
 */
export function lora(given: LoraOptions): Sharing {
  requireKnownOptions('lora()', given, ['rank', 'alpha', 'dropout', 'targets', 'layers', 'shared']);
  const { rank, alpha = rank, dropout = 0, targets, layers, shared = 'none' } = given;
  requireCount(rank, 'The rank of LoRA');
  requirePositive(alpha, 'The alpha of LoRA');
  requireRate(dropout, 'The dropout of LoRA');
  if (targets?.length === 0) throw unfit('LoRA has no targets.', 'Name weights, or leave the option out.');
  const matrixOf = (stem: string, task: string) => ({
    a: `${stem}.lora_A.${shared === 'A' ? 'shared' : task}.weight`,
    b: `${stem}.lora_B.${task}.weight`,
  });
  const scale = alpha / rank;

  function design(plan: SharingPlan): LayerDesign {
    const found = targetsOf(plan, targets, layersRead(plan, layers, 'LoRA'));
    const specs: Record<string, VariableSpecs[string]> = {};
    for (const { task, layer } of plan.tasks)
      for (const target of found.filter((own) => own.layer <= layer)) {
        const [out, input] = target.shape as readonly [number, number];
        const { a, b } = matrixOf(stemOf(target), task);
        const start = uniform([rank, input], 1 / Math.sqrt(input));
        specs[a] = shared === 'A' ? start : { ...start, task };
        specs[b] = { ...filled([out, rank], 0), task };
      }
    return {
      variables: specs,
      layers: layersOf(found),
      layout: { merges: true },
      routing: (variables) => ({
        weights: (task, base, mode) =>
          new Map(
            found.flatMap((target) => {
              const names = matrixOf(stemOf(target), task);
              const b = variables[names.b] as Tensor2D | undefined;
              if (b === undefined) return [];
              const a = thinned(variables, names.a, dropout, task, mode);
              const product = tf.mul(tf.matMul(b, a), scale);
              return [[target.name, tf.add(base(target.name), product) as Tensor] as const];
            }),
          ),
      }),
    };
  }

  return layerSharing({
    kind: 'lora',
    options: {
      rank,
      alpha,
      dropout,
      shared,
      ...(targets === undefined ? {} : { targets: [...targets] }),
      ...(layers === undefined ? {} : { layers: [...layers] }),
    },
    design,
  });
}

/** `A` without the columns of the inputs that are dropped, the others scaled up. */
function thinned(variables: NamedVariables, name: string, rate: number, task: string, mode: Mode): Tensor2D {
  const a = variables[name] as Tensor2D;
  if (!mode.training || rate === 0) return a;
  const kept = drop(tf.ones([1, a.shape[1]]), rate, mode.rng.fork('lora', task, name));
  return tf.mul(a, kept);
}

function targetsOf(
  { parameters }: SharingPlan,
  targets: readonly string[] | undefined,
  layers: readonly number[],
): readonly SharedParameter[] {
  const bears = (stem: string, target: string) => stem === target || stem.endsWith(`.${target}`);
  const matrices = parameters.filter(
    ({ layer, shape, name }) => layers.includes(layer) && shape.length === 2 && name.endsWith('.weight'),
  );
  for (const target of targets ?? [])
    if (!matrices.some((parameter) => bears(stemOf(parameter), target)))
      throw noTarget(`'${target}'`, matrices);
  const found = matrices.filter((parameter) =>
    (targets ?? queriesAndValues).some((target) => bears(stemOf(parameter), target)),
  );
  if (found.length === 0) throw noTarget('that maps to queries or values', matrices);
  return found;
}

function noTarget(what: string, matrices: readonly SharedParameter[]) {
  const known = [...new Set(matrices.map((parameter) => stemOf(parameter).split('.').at(-1)))];
  return unfit(
    `The layers of LoRA have no weight ${what}.`,
    `Name targets by the last parts of their names, such as ${known.map((name) => `'${name}'`).join(', ')}.`,
  );
}
