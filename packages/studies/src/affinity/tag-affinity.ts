import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { type RowsOf, requireKnownOptions, TomoniError } from '@tomoni/spec';
import {
  type InspectedStep,
  inspectTraining,
  type Plan,
  type TrainedParameter,
  type TrainingInspectionOptions,
} from '@tomoni/training';
import type { TransferEstimate, TransferMatrix } from '../ranking/transfer-estimate.js';
import { anyRows } from '../transferability/any-rows.js';
import { meanMatrix } from './mean-matrix.js';

/** Options of {@link tagAffinity}. */
export interface TagOptions extends TrainingInspectionOptions {
  /** Updates between measured steps; the first is measured. Default: 10. */
  readonly everySteps?: number;
  /** Learning rate of the step that is tried. Default: that of each parameter in the run, at that step. */
  readonly rate?: number;
  /** Called with the number of steps done. */
  readonly progress?: (done: number, total: number) => void;
}

/** The affinities of tasks in one measured step. */
export interface StepAffinity {
  /** Updates done before. */
  readonly step: number;
  /** `affinity[recipient][source]`, for the tasks with labels in the step. */
  readonly affinity: TransferMatrix;
}

/** Which tasks' steps lower which tasks' losses: means over the measured steps of one run, and the steps themselves. */
export interface TagAffinity extends TransferEstimate {
  /** By measured step, in order. */
  readonly steps: readonly StepAffinity[];
}

/**
 * TAG: the share of a task's loss that a step along another task's gradient takes away, measured during one joint run.
 *
 * In every measured step the shared parameters make one plain gradient step on task `i` alone; with `L_j` the loss of task
 * `j` on the same batch, `Z_{i→j} = 1 − L_j(after) / L_j(before)` is entered under recipient `j` and source `i`. Then the
 * step is taken back, and the run goes on as `fit` would. Each measured step costs, per task, one more backward and one more
 * forward pass. The means are what `affinityGroups` reads.
 *
 * Source: Fifty et al., "Efficiently identifying task groupings for multi-task learning", NeurIPS 2021.
 *
 * @throws TomoniError as `fit`; `invalid-argument` for a single task, or a step count or rate that is out of range
 *
 * @example
 * ```ts
 * import { affinityGroups, chooseGroups, tagAffinity } from '@tomoni/studies';
 * import type { Plan } from '@tomoni/training';
 *
 * async function groups(plan: Plan, rows: { text: string; topic: string; mood: string; stars: number }[]) {
 *   const { values } = await tagAffinity(plan, rows, { seed: 1, everySteps: 10 });
 *   const candidates = affinityGroups(values);
 *   return chooseGroups(Object.keys(values), candidates, { budget: 2 });
 * }
 * ```
 */
export async function tagAffinity(
  plan: Plan,
  rows: RowsOf<object>,
  given: TagOptions = {},
): Promise<TagAffinity> {
  requireKnownOptions('tagAffinity()', given, [
    'everySteps',
    'rate',
    'progress',
    'notice',
    'signal',
    'seed',
    'validation',
  ]);
  const { everySteps = 10, rate, progress, ...options } = given;
  requireOptions(plan, everySteps, rate);
  const steps: StepAffinity[] = [];
  for await (const step of inspectTraining(plan, anyRows(rows), options)) {
    if (step.index % everySteps === 0) steps.push(await affinityOf(step, rate));
    progress?.(step.index + 1, step.total);
  }
  const tasks = plan.tasks.map(({ name }) => name);
  const affinities = steps.map(({ affinity }) => affinity);
  return { name: 'TAG affinity', better: 'higher', values: meanMatrix(tasks, affinities), steps };
}

async function affinityOf(step: InspectedStep, rate: number | undefined): Promise<StepAffinity> {
  const shared = step.parameters.filter(({ group }) => group !== 'heads');
  const rates = shared.map((parameter) => rate ?? step.learningRate(parameter));
  const affinity: Record<string, Record<string, number>> = {};
  await step.record(async ({ tape, losses, values: before }) => {
    const one = tf.scalar(1);
    try {
      for (const [source, loss] of losses.entries()) {
        if (loss === undefined) continue;
        const gradients = tape.vjp([{ output: loss, gradient: one }], variablesOf(shared));
        const after = await lossesAfter(step, shared, gradients, rates);
        for (const [recipient, name] of step.tasks.entries()) {
          const [from, to] = [before[recipient] as number, after[recipient] as number];
          if (Number.isNaN(from) || from === 0) continue;
          affinity[name] = { ...affinity[name], [step.tasks[source] as string]: 1 - to / from };
        }
      }
    } finally {
      one.dispose();
    }
  });
  return { step: step.index, affinity };
}

/** The losses after a step along gradients, which it frees; the parameters are as before. */
async function lossesAfter(
  step: InspectedStep,
  parameters: readonly TrainedParameter[],
  gradients: readonly (Tensor | null)[],
  rates: readonly number[],
): Promise<Float64Array> {
  const before = parameters.map(({ variable }) => tf.clone(variable));
  try {
    for (const [index, { variable }] of parameters.entries()) {
      const gradient = gradients[index] ?? null;
      if (gradient === null) continue;
      tf.tidy(() => variable.assign(tf.sub(variable, tf.mul(gradient, rates[index] as number))));
    }
    return await step.losses();
  } finally {
    for (const [index, { variable }] of parameters.entries()) variable.assign(before[index] as Tensor);
    tf.dispose(before);
    for (const gradient of gradients) gradient?.dispose();
  }
}

function variablesOf(parameters: readonly TrainedParameter[]): Tensor[] {
  return parameters.map(({ variable }) => variable);
}

function requireOptions(plan: Plan, everySteps: number, rate: number | undefined): void {
  if (plan.tasks.length < 2)
    refuse(
      'The plan has a single task, which has no other to gain from.',
      'Add the tasks whose affinity is in question.',
    );
  if (!Number.isInteger(everySteps) || everySteps < 1)
    refuse(`Every ${everySteps} steps cannot be measured.`, 'Give a whole number from 1.');
  if (rate !== undefined && !(rate > 0))
    refuse(`A step cannot be tried at the learning rate ${rate}.`, 'Give a number above 0.');
}

function refuse(what: string, remedy: string): never {
  throw new TomoniError({ code: 'invalid-argument', what, remedy });
}
