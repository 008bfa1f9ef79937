import * as tf from '@tensorflow/tfjs';
import {
  createRng,
  type Json,
  type Rng,
  type Step,
  type Weighting,
  type WeightingMethod,
} from '@tomoni/spec';
import { type ConformanceCase, conformanceCase } from '../cases/conformance-case.js';
import { expect, expectFinite, expectSame } from '../cases/expectations.js';
import { countTensors } from '../tensors/count-tensors.js';

/** What {@link weightingConformance} tries a method with. */
export interface WeightingConformanceOptions {
  readonly method: WeightingMethod<string>;
  /** Names of the tasks. Default `main`, `a`, `b`, `c`. */
  readonly tasks?: readonly string[];
  /** Name of the main task. Default: the first. */
  readonly main?: string;
  /** Seed of losses and gradients. Default 1. */
  readonly seed?: number;
}

const STEPS = 8;
const STEPS_PER_EPOCH = 3;
const PARAMETERS = 6;

/**
 * The contract of a way of weighting, clause by clause, tried on random losses and gradients with tasks missing here
 * and there.
 *
 * @example
 * ```ts
 * import type { WeightingMethod } from '@tomoni/spec';
 * import { weightingConformance } from '@tomoni/testing';
 *
 * declare const mine: () => WeightingMethod;
 * declare const it: (name: string, run: () => Promise<void>) => void;
 *
 * for (const { name, run } of weightingConformance({ method: mine() })) it(name, run);
 * ```
 */
export function weightingConformance(options: WeightingConformanceOptions): readonly ConformanceCase[] {
  const { method, tasks = ['main', 'a', 'b', 'c'], main = tasks[0] as string, seed = 1 } = options;
  const rng = createRng(seed);
  const create = () => method.create({ tasks, main });
  const trials = () => Array.from({ length: STEPS }, (_, index) => trialStep(index, tasks, rng));
  const run = async (weighting: Weighting, from = 0, to = STEPS) => {
    const answers: number[][] = [];
    for (const trial of trials().slice(from, to)) answers.push(await answer(weighting, trial));
    return answers;
  };

  return [
    conformanceCase('the method has a name and a description', () => {
      expect(method.name !== '', 'The method has no name.');
      expect(method.description !== '', 'The method has no description.');
    }),
    conformanceCase('every step is answered with finite numbers, one per task or parameter', async () => {
      const weighting = create();
      const length = weighting.needs === 'jacobian' ? PARAMETERS : tasks.length;
      for (const [index, numbers] of (await run(weighting)).entries()) {
        expect(
          numbers.length === length,
          `Step ${index} is answered with ${numbers.length} numbers, not ${length}.`,
        );
        expectFinite(numbers, `The answer to step ${index}`);
      }
    }),
    conformanceCase('an absent task weighs 0', async () => {
      const weighting = create();
      if (weighting.needs === 'jacobian') return;
      for (const [index, weights] of (await run(weighting)).entries())
        trials()[index]?.step.present.forEach((present, task) => {
          expect(
            present || weights[task] === 0,
            `Task '${tasks[task]}' is absent in step ${index} and weighs ${weights[task]}.`,
          );
        });
    }),
    conformanceCase('a step with a single task is answered', async () => {
      const only = trialStep(STEPS, tasks, rng, (task) => task === main);
      expectFinite(await answer(create(), only), 'The answer to a step with the main task alone');
    }),
    conformanceCase('two weightings of one method do not know of each other', async () => {
      const [first, second] = [create(), create()];
      const alone = await run(first);
      expectSame(await run(second), alone, 'A second weighting answers otherwise than the first.');
    }),
    conformanceCase('the state survives JSON, and a restored weighting goes on with equal bits', async () => {
      const uninterrupted = create();
      const middle = STEPS / 2;
      await run(uninterrupted, 0, middle);
      const state = uninterrupted.state();
      const read = JSON.parse(JSON.stringify(state)) as Json;
      expectSame(read, state, 'The state changes on its way through JSON.');
      const resumed = create();
      resumed.restore(read);
      expectSame(resumed.state(), state, 'The restored weighting has another state.');
      expectSame(
        await run(resumed, middle),
        await run(uninterrupted, middle),
        'The restored weighting goes on otherwise.',
      );
    }),
    conformanceCase('weights that do not read losses do not depend on them', async () => {
      const [one, other] = [create(), create()];
      if (one.needs !== 'losses' || one.readsLosses !== false || other.needs !== 'losses') return;
      for (const { step } of trials()) {
        const doubled = step.losses.map((loss) => 2 * loss);
        expectSame(
          other.weigh(doubled, { ...step, losses: doubled }),
          one.weigh(step.losses, step),
          'Other losses give other weights, although readsLosses is false.',
        );
      }
    }),
    conformanceCase('a step leaves its inputs as they are and no tensors behind', async () => {
      const weighting = create();
      const { tensors } = await countTensors(async () => {
        for (const trial of trials()) {
          const losses = Array.from(trial.step.losses);
          await answer(weighting, trial);
          expectSame(Array.from(trial.step.losses), losses, 'The weighting writes into the losses.');
        }
      });
      expect(tensors === 0, `${STEPS} steps leave ${tensors} tensors behind.`);
    }),
  ];
}

interface Trial {
  readonly step: Step;
  /** `[tasks, parameters]`; rows of absent tasks are 0. */
  readonly gradients: readonly (readonly number[])[];
}

function trialStep(
  index: number,
  tasks: readonly string[],
  rng: Rng,
  isPresent: (task: string) => boolean = (task) =>
    index % 2 === 0 || rng.fork('present', index, task).uniform() < 0.6,
): Trial {
  const present = tasks.map((task, i) => isPresent(task) || i === index % tasks.length);
  const losses = tasks.map((task, i) =>
    present[i] ? 0.1 + 3 * rng.fork('loss', index, task).uniform() : Number.NaN,
  );
  const gradients = tasks.map((task, i) => {
    const own = rng.fork('gradient', index, task);
    return Array.from({ length: PARAMETERS }, () => (present[i] ? own.normal() : 0));
  });
  const step: Step = {
    index,
    epoch: Math.floor(index / STEPS_PER_EPOCH),
    total: STEPS,
    present,
    losses: Float64Array.from(losses),
    rng: rng.fork('step', index),
  };
  return { step, gradients };
}

async function answer(weighting: Weighting, { step, gradients }: Trial): Promise<number[]> {
  switch (weighting.needs) {
    case 'losses':
      return Array.from(weighting.weigh(step.losses, step));
    case 'gramian': {
      const values = Float64Array.from(
        gradients.flatMap((a) =>
          gradients.map((b) => a.reduce((sum, entry, k) => sum + entry * (b[k] as number), 0)),
        ),
      );
      return Array.from(weighting.weigh({ size: gradients.length, values }, step));
    }
    case 'jacobian': {
      const block = tf.tensor2d(gradients as number[][]);
      const update = weighting.aggregate(block, step);
      const values = Array.from(await update.data());
      update.dispose();
      expect(!block.isDisposed, 'The weighting has disposed of the gradients, which were borrowed.');
      block.dispose();
      return values;
    }
  }
}
