import { setImmediate } from 'node:timers/promises';
import type { Scalar } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { type RowsOf, requireKnownOptions, TomoniError } from '@tomoni/spec';
import type { Batch } from '../batching/batch.js';
import { buildNetwork } from '../network/build-network.js';
import { requireAligned } from '../network/require-aligned.js';
import type { TrainedParameter } from '../optimizers/optimizer.js';
import { checkPlan } from '../plan/check-plan.js';
import type { AnyRow, Plan } from '../plan/plan.js';
import { collectNotices } from '../run/collect-notices.js';
import { createCourse } from '../run/course.js';
import type { FitOptions } from '../run/fit-options.js';
import { addLosses, readLosses, scaledLosses } from '../run/losses.js';
import { gatherLabels, labelledWeights, type MicroBatch, withPrepared } from '../run/micro-batch.js';
import { prepareRun } from '../run/prepare-run.js';
import type { StepContext, StepPlace } from '../run/step-context.js';
import { createStepper, type Stepper } from '../run/stepper.js';
import { throwIfAborted } from '../run/throw-if-aborted.js';
import { record, type Tape } from '../tape/tape.js';

/** How a training run is looked into. */
export interface TrainingInspectionOptions
  extends Pick<FitOptions<AnyRow>, 'seed' | 'signal' | 'validation'> {
  /** Called with what should be known of the run, such as texts that were cut because they are too long. */
  readonly notice?: (message: string) => void;
}

/** A training step before its update. */
export interface InspectedStep {
  /** Updates done before. */
  readonly index: number;
  readonly epoch: number;
  /** Updates planned. */
  readonly total: number;
  /** Names of the tasks, in the order of the plan. */
  readonly tasks: readonly string[];
  /** Everything that is trained. Who changes a value puts it back before the next step is asked for. */
  readonly parameters: readonly TrainedParameter[];
  /** The learning rate of a parameter in this step. */
  learningRate(parameter: TrainedParameter): number;
  /** Records the forward pass of the step, for as long as `use` runs. */
  record<T>(use: (recorded: RecordedStep) => Promise<T>): Promise<T>;
  /** The tasks' mean losses with the parameters as they are now, and the dropout of the step; `NaN` for an absent task. */
  losses(): Promise<Float64Array>;
}

/** The recorded forward pass of a training step. */
export interface RecordedStep {
  readonly tape: Tape;
  /** Mean loss of each task, in the order of the tasks; `undefined` where nothing is labelled. */
  readonly losses: readonly (Scalar | undefined)[];
  /** The values of the losses; `NaN` for an absent task. */
  readonly values: Float64Array;
}

/**
 * Trains a plan as `fit` does with the same seed, and shows each step before its update, for those who study the tasks'
 * gradients while they change. Nothing is evaluated and nothing stops early: the run goes on to its last epoch or step, and
 * validation rows only serve a weighting that learns from them. What was trained is freed at the end.
 *
 * @throws TomoniError as `fit`, and `invalid-argument` where the plan accumulates several batches
 *
 * @example
 * ```ts
 * import { inspectTraining, type Plan } from '@tomoni/training';
 *
 * async function lossesOverTime(plan: Plan, rows: { text: string; mood: string }[]) {
 *   for await (const step of inspectTraining(plan, rows, { seed: 1 }))
 *     console.log(step.index, await step.losses());
 * }
 * ```
 */
export async function* inspectTraining(
  plan: Plan,
  rows: RowsOf<AnyRow>,
  given: TrainingInspectionOptions = {},
): AsyncGenerator<InspectedStep, void> {
  requireKnownOptions('inspectTraining()', given, ['notice', 'seed', 'signal', 'validation']);
  const { notice, ...options } = given;
  const { signal } = options;
  checkPlan(plan);
  requireSingleBatches(plan);
  throwIfAborted(signal);
  const { result: data, notices } = await collectNotices(prepareRun(plan, rows, options));
  for (const message of notices) notice?.(message);
  const { tasks, training, rng } = data;
  const network = buildNetwork({ plan, tasks, rng: rng.fork('initial') });
  let stepper: Stepper | undefined;
  try {
    requireAligned(network, [...training, ...data.validation]);
    stepper = createStepper(data, network);
    const context = { plan, network, sets: training, rng: rng.fork('training') };
    for (const course = createCourse(data); !course.done; course.advance()) {
      throwIfAborted(signal);
      const { place } = course;
      const [batch] = course.batches() as [Batch];
      const micro = await gatherLabels(context, batch, context.rng.fork('step', place.index).fork(0));
      yield inspectStep(context, micro, place);
      await stepper.step([batch], place);
      await setImmediate();
    }
  } finally {
    stepper?.dispose();
    network.dispose();
  }
}

/** What a forward pass of the run needs. */
type ForwardContext = Pick<StepContext, 'plan' | 'network' | 'sets'>;

function inspectStep(context: ForwardContext, micro: MicroBatch, place: StepPlace): InspectedStep {
  const { plan, network } = context;
  const factor = plan.schedule.factor(place.index, place.total);
  const labelled = labelledWeights(plan, [micro]);
  const withForward = <T>(use: (forward: () => (Scalar | undefined)[]) => Promise<T>): Promise<T> =>
    withPrepared(context, micro, (prepared) => use(() => scaledLosses(context, micro, prepared, labelled)));
  const read = async (losses: readonly (Scalar | undefined)[]) => {
    const values = Float64Array.from(labelled, (weight) => (weight > 0 ? 0 : Number.NaN));
    addLosses(values, await readLosses(losses));
    return values;
  };
  return {
    ...place,
    tasks: plan.tasks.map(({ name }) => name),
    parameters: network.parameters,
    learningRate: (parameter) => plan.optimizer.learningRate(parameter) * factor,
    record: (use) =>
      withForward(async (forward) => {
        const { value: losses, tape } = record(forward);
        try {
          return await use({ tape, losses, values: await read(losses) });
        } finally {
          tape.dispose();
          dispose(losses);
        }
      }),
    losses: () =>
      withForward(async (forward) => {
        const losses = tf.tidy(forward);
        try {
          return await read(losses);
        } finally {
          dispose(losses);
        }
      }),
  };
}

function dispose(losses: readonly (Scalar | undefined)[]): void {
  for (const loss of losses) loss?.dispose();
}

function requireSingleBatches({ batching: { accumulate } }: Plan): void {
  if (accumulate === 1) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `The plan accumulates ${accumulate} batches, whose gradients are not kept together.`,
    remedy: 'Accumulate 1 batch.',
  });
}
