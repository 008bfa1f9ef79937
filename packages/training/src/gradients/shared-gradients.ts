import type { Scalar, Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import {
  type GramianWeighting,
  type JacobianAggregation,
  type Step,
  TomoniError,
  type Weighting,
} from '@tomoni/spec';
import type { TrainedParameter } from '../optimizers/optimizer.js';
import type { Seed, Tape } from '../tape/tape.js';

/** The losses of one recorded forward pass. */
export interface RecordedLosses {
  readonly tape: Tape;
  /** One loss per task, `undefined` for an absent one. */
  readonly losses: readonly (Scalar | undefined)[];
}

/** One gradient per parameter, `null` where no loss reaches it, and the weights that were used, one per task. */
export interface TaskGradients {
  readonly gradients: (Tensor | null)[];
  readonly weights: Float64Array;
}

/** The gradient of `Σ wᵢ Lᵢ` with respect to every parameter; `penalty` counts once. Frees the tape. */
export function weightedGradients(
  { tape, losses }: RecordedLosses,
  weights: Float64Array,
  parameters: readonly TrainedParameter[],
  penalty?: Scalar,
): (Tensor | null)[] {
  return withSeeds(losses, weights, penalty, (seeds) => tape.backward(seeds, variablesOf(parameters)));
}

/**
 * Gradients for a weighting that needs more than losses: what the tasks share gets the balanced gradient, each
 * head its own task's gradient as it is. Frees the tape.
 */
export async function balancedGradients(
  recorded: RecordedLosses,
  weighting: Exclude<Weighting, { needs: 'losses' }>,
  step: Step,
  parameters: readonly TrainedParameter[],
  penalty?: Scalar,
): Promise<TaskGradients> {
  const shared = parameters.filter((parameter) => parameter.group !== 'heads');
  const heads = parameters.filter((parameter) => parameter.group === 'heads');
  const { tape, losses } = recorded;
  const balanced =
    weighting.needs === 'gramian'
      ? await gramianGradients(recorded, weighting, step, shared, penalty)
      : jacobianGradients(recorded, weighting, step, shared, penalty);
  const ones = new Float64Array(losses.length).fill(1);
  let own: (Tensor | null)[];
  try {
    own = withSeeds(losses, ones, undefined, (seeds) => tape.backward(seeds, variablesOf(heads)));
  } catch (error) {
    disposeGradients(balanced.gradients);
    throw error;
  }
  const byName = new Map<string, Tensor | null>();
  for (const [i, { name }] of shared.entries()) byName.set(name, balanced.gradients[i] ?? null);
  for (const [i, { name }] of heads.entries()) byName.set(name, own[i] ?? null);
  return {
    gradients: parameters.map(({ name }) => byName.get(name) ?? null),
    weights: balanced.weights,
  };
}

async function gramianGradients(
  { tape, losses }: RecordedLosses,
  weighting: GramianWeighting,
  step: Step,
  parameters: readonly TrainedParameter[],
  penalty: Scalar | undefined,
): Promise<TaskGradients> {
  const size = losses.length;
  const present = losses.flatMap((loss, task) => (loss === undefined ? [] : [{ loss, task }]));
  const blocks = await tape.gramians(
    present.map(({ loss }) => loss),
    variablesOf(parameters),
  );
  const gradients = new Array<Tensor | null>(parameters.length).fill(null);
  const mean = new Float64Array(size);
  const groups = weighting.scope === 'all' ? [parameters.map((_, i) => i)] : byLayer(parameters);
  try {
    for (const group of groups) {
      const values = new Float64Array(size * size);
      for (const index of group)
        for (const [a, { task: row }] of present.entries())
          for (const [b, { task: column }] of present.entries())
            values[row * size + column] =
              (values[row * size + column] as number) + (blocks[index]?.[a * present.length + b] ?? 0);
      const weights = weighting.weigh({ size, values }, step);
      for (let task = 0; task < size; task++)
        mean[task] = (mean[task] as number) + (weights[task] as number) / groups.length;
      const members = group.map((index) => parameters[index] as TrainedParameter);
      const found = withSeeds(losses, weights, penalty, (seeds) => tape.vjp(seeds, variablesOf(members)));
      for (const [i, index] of group.entries()) gradients[index] = found[i] ?? null;
    }
  } catch (error) {
    disposeGradients(gradients);
    throw error;
  }
  return { gradients, weights: mean };
}

function jacobianGradients(
  { tape, losses }: RecordedLosses,
  weighting: JacobianAggregation,
  step: Step,
  parameters: readonly TrainedParameter[],
  penalty: Scalar | undefined,
): TaskGradients {
  const variables = variablesOf(parameters);
  const gradients = new Array<Tensor | null>(parameters.length).fill(null);
  const rows: (Tensor | null)[][] = [];
  try {
    for (const loss of losses) rows.push(gradientsOf(tape, loss, variables));
    for (const group of byLayer(parameters)) {
      const reached = group.filter((index) => rows.some((row) => row[index] !== null));
      if (reached.length === 0) continue;
      const parts = aggregateBlock(
        rows.map((row) => reached.map((index) => row[index] ?? null)),
        reached.map((index) => (variables[index] as Tensor).shape),
        (block) => weighting.aggregate(block, step),
      );
      for (const [i, index] of reached.entries()) gradients[index] = parts[i] as Tensor;
    }
    for (const [i, extra] of gradientsOf(tape, penalty, variables).entries())
      gradients[i] = addGradients(gradients[i] ?? null, extra);
  } catch (error) {
    disposeGradients(gradients);
    throw error;
  } finally {
    for (const row of rows) disposeGradients(row);
  }
  return {
    gradients,
    weights: Float64Array.from(losses, (loss) => (loss === undefined ? 0 : Number.NaN)),
  };
}

/** The gradient of one scalar; `null` everywhere where there is none. */
function gradientsOf(
  tape: Tape,
  output: Scalar | undefined,
  variables: readonly Tensor[],
): (Tensor | null)[] {
  if (output === undefined) return variables.map(() => null);
  return withSeeds([output], Float64Array.of(1), undefined, (seeds) => tape.vjp(seeds, variables));
}

/** One update for the parameters of a block, given their gradients: a row per task, a column per parameter. */
function aggregateBlock(
  rows: readonly (readonly (Tensor | null)[])[],
  shapes: readonly number[][],
  aggregate: (block: Tensor2D) => Tensor1D,
): Tensor[] {
  return tf.tidy(() => {
    const sizes = shapes.map((shape) => tf.util.sizeFromShape(shape));
    const flat = rows.map((row) =>
      tf.concat(sizes.map((size, i) => row[i]?.reshape([size]) ?? tf.zeros([size]))),
    );
    const parts = tf.split(aggregate(tf.stack(flat) as Tensor2D), sizes);
    return parts.map((part, i) => part.reshape(shapes[i] as number[]));
  });
}

function variablesOf(parameters: readonly TrainedParameter[]): Tensor[] {
  return parameters.map(({ variable }) => variable);
}

/** Indices of the parameters, layer by layer; what lies outside the encoder is a group of its own. */
function byLayer(parameters: readonly TrainedParameter[]): number[][] {
  const groups = new Map<string, number[]>();
  for (const [index, { group, layer }] of parameters.entries()) {
    const key = group === 'encoder' ? `layer ${layer}` : group;
    groups.set(key, [...(groups.get(key) ?? []), index]);
  }
  return [...groups.values()];
}

/** The sum of two gradients, of which it takes possession. */
export function addGradients(a: Tensor | null, b: Tensor | null): Tensor | null {
  if (a === null || b === null) return a ?? b;
  const sum = tf.add(a, b);
  tf.dispose([a, b]);
  return sum;
}

/** Frees the gradients that are there. */
export function disposeGradients(gradients: readonly (Tensor | null)[]): void {
  for (const gradient of gradients) gradient?.dispose();
}

function withSeeds<T>(
  losses: readonly (Scalar | undefined)[],
  weights: Float64Array,
  penalty: Scalar | undefined,
  f: (seeds: readonly Seed[]) => T,
): T {
  const weighed = losses.flatMap((output, task) =>
    output === undefined ? [] : [{ output, weight: finiteWeight(weights, task) }],
  );
  if (penalty !== undefined) weighed.push({ output: penalty, weight: 1 });
  const seeds = weighed.map(({ output, weight }) => ({ output, gradient: tf.scalar(weight) }));
  try {
    return f(seeds);
  } finally {
    tf.dispose(seeds.map((seed) => seed.gradient));
  }
}

function finiteWeight(weights: Float64Array, task: number): number {
  const weight = weights[task];
  if (weight !== undefined && Number.isFinite(weight)) return weight;
  throw new TomoniError({
    code: 'not-finite',
    what: `The weighting gave the weight ${weight} to the task with index ${task}.`,
    remedy: 'Check the options of the weighting, and the losses before this step.',
  });
}
