import type { Json, NamedHostTensors } from '@tomoni/spec';
import { joinTensors, tensorsOf } from '../balancing/tensor-lists.js';
import { createValidationRun } from '../balancing/validation-run.js';
import type { Batch } from '../batching/batch.js';
import type { Network } from '../network/network.js';
import type { RunData } from './prepare-run.js';
import type { StepContext, StepPlace } from './step-context.js';
import { type StepOptions, type StepOutcome, trainingStep } from './training-step.js';

/** Everything that updates depend on beside the network's parameters. */
export interface StepperState {
  readonly optimizer: NamedHostTensors;
  readonly weighting: Json;
  /** What the weighting keeps per parameter, and its second head. */
  readonly balancing: NamedHostTensors;
}

/** Does the updates of a run. */
export interface Stepper {
  step(batches: readonly Batch[], place: StepPlace, options?: StepOptions): Promise<StepOutcome>;
  state(): Promise<StepperState>;
  restore(state: StepperState): void;
  dispose(): void;
}

/**
 * Makes the optimizer and the weighting of a run.
 *
 * @throws TomoniError `invalid-argument` where the weighting needs validation rows and there are none
 */
export function createStepper({ plan, rng, training, validation }: RunData, network: Network): Stepper {
  const weighting = plan.weighting.create({ tasks: plan.tasks.map(({ name }) => name), main: plan.main });
  const judging = createValidationRun(weighting, plan, network, validation, rng.fork('initial'));
  const optimizer = plan.optimizer.create(network.parameters);
  const context: StepContext = {
    plan,
    network,
    sets: training,
    weighting,
    optimizer,
    rng: rng.fork('training'),
    validation: judging,
  };
  return {
    step: (batches, place, options) => trainingStep(context, batches, place, options),
    state: async () => ({
      optimizer: await optimizer.state(),
      weighting: weighting.state(),
      balancing: joinTensors({
        weighting: weighting.tensors?.() ?? new Map(),
        validation: (await judging?.tensors()) ?? new Map(),
      }),
    }),
    restore: (state) => {
      optimizer.restore(state.optimizer);
      weighting.restore(state.weighting);
      weighting.restoreTensors?.(tensorsOf(state.balancing, 'weighting'));
      judging?.restore(tensorsOf(state.balancing, 'validation'));
    },
    dispose: () => {
      optimizer.dispose();
      weighting.dispose?.();
      judging?.dispose();
    },
  };
}
