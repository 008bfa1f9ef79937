import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import {
  type NamedVariables,
  type ParameterInfo,
  requireKnownOptions,
  type SharedParameter,
  type Sharing,
  type SharingPlan,
} from '@tomoni/spec';
import { requirePositive, unfit } from '../contract/options.js';
import type { VariableSpec } from '../contract/variables.js';
import { type LayerDesign, layerSharing, layersOf } from './layer-sharing.js';
import { traceNorm } from './trace-norm.js';

/** What keeps the encoders of {@link softSharing} together. */
export interface SoftSharingOptions {
  /**
   * `l2`: the squared distance of every two tasks' parameters. `trace norm`: the trace norm of the matrix whose rows are
   * the tasks' values of a parameter, which is small where these are combinations of a few.
   */
  readonly tie: 'l2' | 'trace norm';
  /** Factor of that term in the loss. */
  readonly strength: number;
}

/**
 * Soft parameter sharing: every task has its own copy of the trained layers, and a term in the loss ties the copies. All
 * start from the encoder as it is; embeddings, and layers that are not trained, stay shared.
 *
 * A model of a single task is saved as a plain encoder. The trace norm is found by reading small matrices in the middle
 * of a step, which engines without synchronous reads refuse. Source: Duong et al., "Low Resource Dependency Parsing:
 * Cross-lingual Parameter Sharing in a Neural Network Parser", ACL 2015 (`l2`); Yang and Hospedales, "Trace Norm
 * Regularised Deep Multi-Task Learning", ICLR workshop 2017.
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range; before training, where no layer that a task
 *   reads is trained
 *
 * @example
 * ```ts
 * import { softSharing } from '@tomoni/encoders';
 *
 * const sharing = softSharing({ tie: 'l2', strength: 1e-3 });
 * console.log(sharing.kind); // soft
 * ```
 */
export function softSharing(given: SoftSharingOptions): Sharing {
  requireKnownOptions('softSharing()', given, ['tie', 'strength']);
  const { tie, strength } = given;
  if (tie !== 'l2' && tie !== 'trace norm')
    throw unfit(`Soft sharing cannot tie by '${tie}'.`, "Give 'l2' or 'trace norm'.");
  requirePositive(strength, 'The strength of soft sharing');
  const nameOf = ({ name }: ParameterInfo, task: string) => `${task}.${name}`;

  function design(plan: SharingPlan): LayerDesign {
    const copied = copiedParameters(plan);
    const readers = (parameter: ParameterInfo) =>
      plan.tasks.filter(({ layer }) => parameter.layer <= layer).map(({ task }) => task);
    const copies = copied.flatMap((parameter) =>
      readers(parameter).map((task) => [nameOf(parameter, task), parameter, task] as const),
    );
    return {
      variables: Object.fromEntries(
        copies.map(([name, parameter, task]) => [name, { ...copyOf(parameter), task }]),
      ),
      layers: layersOf(copied),
      layout: { copied: new Set(copied.map(({ name }) => name)), merges: true },
      copies: Object.fromEntries(
        copies.map(([name, { name: own, layer, depth, shape, decay }]) => [
          name,
          { name: own, layer, depth, shape, decay },
        ]),
      ),
      routing: (variables) => ({
        weights: (task) =>
          new Map(
            copied.flatMap((parameter) => {
              const own = variables[nameOf(parameter, task)];
              return own === undefined ? [] : [[parameter.name, own as Tensor] as const];
            }),
          ),
      }),
      penalty: (variables) =>
        tf.tidy(() => {
          const groups = copied.map((parameter) =>
            valuesOf(variables, parameter, readers(parameter), nameOf),
          );
          const terms = groups.filter((group) => group.length > 1);
          if (terms.length === 0) return tf.scalar(0);
          const sum = tie === 'l2' ? tf.addN(terms.map(squaredDistances)) : traceNorm(terms.map(asRows));
          return tf.mul(strength, sum) as Scalar;
        }),
    };
  }

  return layerSharing({ kind: 'soft', options: { tie, strength }, design });
}

function valuesOf(
  variables: NamedVariables,
  parameter: ParameterInfo,
  tasks: readonly string[],
  nameOf: (parameter: ParameterInfo, task: string) => string,
): Tensor[] {
  return tasks.map((task) => variables[nameOf(parameter, task)] as Tensor);
}

/** `Σ ‖Wₛ − Wₜ‖²` over all pairs, which is `T Σ ‖Wₜ − W̄‖²`. */
function squaredDistances(values: readonly Tensor[]): Scalar {
  const mean = tf.div(tf.addN([...values]), values.length);
  const terms = values.map((value) => tf.sum(tf.square(tf.sub(value, mean))) as Scalar);
  return tf.mul(values.length, tf.addN(terms)) as Scalar;
}

/** One row per task. */
function asRows(values: readonly Tensor[]): Tensor2D {
  return tf.stack(values.map((value) => tf.reshape(value, [value.size]))) as Tensor2D;
}

function copyOf({ shape, value }: SharedParameter): VariableSpec {
  return {
    shape,
    initial: () => {
      if (value !== undefined) return value;
      throw unfit('The encoder has no values to copy yet.', 'Build the sharing after the encoder.');
    },
  };
}

function copiedParameters({ parameters, tasks }: SharingPlan): readonly SharedParameter[] {
  const highest = Math.max(...tasks.map(({ layer }) => layer));
  const found = parameters.filter(({ trainable, layer }) => trainable && layer >= 1 && layer <= highest);
  if (found.length > 0) return found;
  throw unfit(
    'Soft sharing ties copies of trained layers, but no layer that a task reads is trained.',
    'Train some, such as with lastLayers(2).',
  );
}
