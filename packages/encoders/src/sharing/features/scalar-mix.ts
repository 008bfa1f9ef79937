import type { Scalar, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import {
  type Mode,
  type NamedVariables,
  requireKnownOptions,
  type Sharing,
  type SharingPlan,
  type TaskRead,
} from '@tomoni/spec';
import { requireCount, requireRate, unfit } from '../contract/options.js';
import { demandOf, readOf, vectorsOf, widthOf } from '../contract/task-reads.js';
import {
  createVariables,
  disposeVariables,
  filled,
  ofTask,
  servedBy,
  shapesOf,
  type VariableSpecs,
} from '../contract/variables.js';

/** How layers are mixed. */
export interface ScalarMixOptions {
  /** Layers that are mixed; a task takes those up to the layer that it reads. Default: all, the embeddings included. */
  readonly layers?: readonly number[];
  /** Whether each vector is brought to mean 0 and variance 1 before it is mixed. Default `false`. */
  readonly normalize?: boolean;
  /** Probability that a layer is left out of a mix in a training step. Default 0. */
  readonly dropout?: number;
}

const epsilon = 1e-12;
const farBelow = -1e20;

/**
 * Each task reads a learned mix of layers: `γ Σ softmax(w)ₗ hₗ`, with a `γ` and a weight per layer for each task. All
 * layers start with equal weights, `γ` at 1.
 *
 * The vectors that a head reads are mixed, not all states: for `first` and `mean` that is the same, for `max` it is the
 * mix of the maxima. Source: Peters et al., "Deep contextualized word representations", NAACL 2018; AllenNLP's
 * `ScalarMix`; layer dropout from Kondratyuk and Straka, "75 Languages, 1 Model", EMNLP 2019.
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range; before training, where the encoder has no
 *   such layer, a task reads below all of them, or they differ in width
 *
 * @example
 * ```ts
 * import { scalarMix } from '@tomoni/encoders';
 *
 * const sharing = scalarMix({ dropout: 0.1 });
 * console.log(sharing.kind); // scalar mix
 * ```
 */
export function scalarMix(options: ScalarMixOptions = {}): Sharing {
  requireKnownOptions('scalarMix()', options, ['layers', 'normalize', 'dropout']);
  const { layers, normalize = false, dropout = 0 } = options;
  requireRate(dropout, 'The layer dropout of a scalar mix');
  if (layers?.length === 0)
    throw unfit('A scalar mix has no layers.', 'Name layers, or leave the option out.');
  for (const layer of layers ?? []) requireCount(layer, 'A layer of a scalar mix', 0);
  const mixed = (plan: SharingPlan, read: TaskRead) => layersOf(plan, read, layers);
  const specs = (plan: SharingPlan): VariableSpecs =>
    Object.fromEntries(
      plan.tasks.flatMap((read) =>
        Object.entries(
          ofTask(read.task, {
            [`mixes.${read.task}.weights`]: filled([mixed(plan, read).length], 0),
            [`mixes.${read.task}.gamma`]: filled([], 1),
          }),
        ),
      ),
    );
  return {
    kind: 'scalar mix',
    toJSON: () => ({ ...(layers === undefined ? {} : { layers: [...layers] }), normalize, dropout }),
    layout: (plan) => ({ variables: shapesOf(specs(plan)) }),
    build: (context) => {
      const made = specs(context);
      const variables = createVariables(made, context.rng);
      return {
        variables,
        serves: (variable) => servedBy(made, variable),
        width: (task) => widthOf(context, readOf(context, task).layer),
        demand: (task, positions) => {
          const read = readOf(context, task);
          return mixed(context, read).map((layer) => demandOf(read, layer, positions));
        },
        features: (states, task, positions, mode) => {
          const read = readOf(context, task);
          return tf.tidy(() => {
            const vectors = mixed(context, read).map((layer) => {
              const own = vectorsOf(states, read, layer, positions);
              return normalize ? normalized(own) : own;
            });
            return mix(vectors, variables, task, dropout, mode);
          });
        },
        dispose: () => disposeVariables(variables),
      };
    },
  };
}

function mix(
  vectors: readonly Tensor2D[],
  variables: NamedVariables,
  task: string,
  dropout: number,
  mode: Mode | undefined,
): Tensor2D {
  const weights = variables[`mixes.${task}.weights`] as Tensor1D;
  const gamma = variables[`mixes.${task}.gamma`] as Scalar;
  const shares = tf.split(tf.softmax(withoutSome(weights, task, dropout, mode)), vectors.length);
  const terms = vectors.map((own, i) => tf.mul(own, shares[i] as Tensor1D) as Tensor2D);
  return tf.mul(gamma, tf.addN(terms));
}

function withoutSome(weights: Tensor1D, task: string, rate: number, mode: Mode | undefined): Tensor1D {
  if (mode?.training !== true || rate === 0) return weights;
  const rng = mode.rng.fork('scalar mix', task);
  return tf.add(
    weights,
    tf.tensor1d(Array.from({ length: weights.size }, () => (rng.uniform() < rate ? farBelow : 0))),
  );
}

function normalized(x: Tensor2D): Tensor2D {
  const centred: Tensor2D = tf.sub(x, tf.mean(x, -1, true));
  return tf.mul(centred, tf.rsqrt(tf.add(tf.mean(tf.square(centred), -1, true), epsilon)));
}

function layersOf(
  plan: SharingPlan,
  { task, layer }: TaskRead,
  layers: readonly number[] | undefined,
): readonly number[] {
  const { depth } = plan.encoder;
  const beyond = layers?.find((own) => own > depth);
  if (beyond !== undefined)
    throw unfit(`A scalar mix names layer ${beyond} of ${depth}.`, `Name layers from 0 to ${depth}.`);
  const found = layers?.filter((own) => own <= layer) ?? Array.from({ length: layer + 1 }, (_, own) => own);
  if (found.length === 0)
    throw unfit(
      `The task reads layer ${layer}, below all layers of the scalar mix.`,
      'Let it read a higher layer, or mix lower ones.',
      task,
    );
  const width = widthOf(plan, layer);
  const other = found.find((own) => widthOf(plan, own) !== width);
  if (other !== undefined)
    throw unfit(
      `Layer ${other} has the width ${widthOf(plan, other)} and layer ${layer} the width ${width}: they cannot be mixed.`,
      'Name layers of one width.',
      task,
    );
  return found;
}
