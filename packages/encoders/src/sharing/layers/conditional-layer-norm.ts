import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { requireKnownOptions, type SharedParameter, type Sharing, type SharingPlan } from '@tomoni/spec';
import { requireCount, unfit } from '../contract/options.js';
import { filled, normal, type VariableSpec } from '../contract/variables.js';
import { type LayerDesign, layerSharing, layersOf, layersRead } from './layer-sharing.js';

/** The normalisations of {@link conditionalLayerNorm}. */
export interface ConditionalLayerNormOptions {
  /** Layers whose normalisations differ by task, from 1 on. Default: all. */
  readonly layers?: readonly number[];
  /** Width of a learned vector per task that scales and shifts are mapped from. Default: every task has its own scales and shifts. */
  readonly embedding?: number;
}

const isNormalisation = /layer_?norm\.(weight|bias)$/i;

/**
 * Layer normalisations whose scale and shift differ by task: `γ + Δγ` and `β + Δβ`, where a task's differences are
 * learned one by one, or, with `embedding`, as a linear map of the task's vector. They start at 0.
 *
 * A model of a single task is saved as a plain encoder. Source: Pilault, Elhattami and Pal, "Conditionally Adaptive
 * Multi-Task Learning", ICLR 2021.
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range; before training, where the encoder has no
 *   such layer or no layer normalisation
 *
 * @example
 * ```ts
 * import { conditionalLayerNorm } from '@tomoni/encoders';
 *
 * const sharing = conditionalLayerNorm({ embedding: 16 });
 * console.log(sharing.kind); // conditional layer norm
 * ```
 */
export function conditionalLayerNorm(given: ConditionalLayerNormOptions = {}): Sharing {
  requireKnownOptions('conditionalLayerNorm()', given, ['layers', 'embedding']);
  const { layers, embedding } = given;
  if (embedding !== undefined) requireCount(embedding, "The width of a task's vector");
  const vectorOf = (task: string) => `task_embeddings.${task}`;
  const differenceOf = ({ name }: SharedParameter, task: string) => `${name}.${task}`;
  const mapOf = ({ name }: SharedParameter) => `${name}.map`;

  function design(plan: SharingPlan): LayerDesign {
    const found = normalisations(plan, layers);
    const specs: Record<string, VariableSpec> = {};
    for (const { task, layer } of plan.tasks) {
      const own = found.filter((parameter) => parameter.layer <= layer);
      if (own.length > 0 && embedding !== undefined)
        specs[vectorOf(task)] = { ...normal([embedding], 1), task };
      for (const parameter of own)
        if (embedding === undefined)
          specs[differenceOf(parameter, task)] = { ...filled(parameter.shape, 0), task };
        else specs[mapOf(parameter)] = filled([...parameter.shape, embedding], 0);
    }
    return {
      variables: specs,
      layers: layersOf(found),
      layout: { merges: true },
      routing: (variables) => {
        const difference = (parameter: SharedParameter, task: string): Tensor | undefined => {
          if (embedding === undefined) return variables[differenceOf(parameter, task)];
          const vector = variables[vectorOf(task)];
          if (vector === undefined) return undefined;
          const product = tf.matMul(
            variables[mapOf(parameter)] as Tensor2D,
            tf.reshape(vector, [embedding, 1]),
          );
          return tf.reshape(product, parameter.shape as number[]);
        };
        return {
          weights: (task, base) =>
            new Map(
              found.flatMap((parameter) => {
                const own = difference(parameter, task);
                return own === undefined
                  ? []
                  : [[parameter.name, tf.add(base(parameter.name), own)] as const];
              }),
            ),
        };
      },
    };
  }

  return layerSharing({
    kind: 'conditional layer norm',
    options: {
      ...(layers === undefined ? {} : { layers: [...layers] }),
      ...(embedding === undefined ? {} : { embedding }),
    },
    design,
  });
}

function normalisations(
  plan: SharingPlan,
  layers: readonly number[] | undefined,
): readonly SharedParameter[] {
  const read = layersRead(plan, layers, 'a conditional layer normalisation');
  const found = plan.parameters.filter(
    ({ layer, name }) => read.includes(layer) && isNormalisation.test(name),
  );
  if (found.length > 0) return found;
  throw unfit(
    `The encoder '${plan.encoder.name}' has no layer normalisation in these layers.`,
    'Share it in another way, such as mmoe().',
  );
}
