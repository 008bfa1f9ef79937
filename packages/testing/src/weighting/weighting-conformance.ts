import * as tf from '@tensorflow/tfjs';
import {
  createRng,
  type Gramian,
  type Json,
  type NamedHostTensors,
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

const STEPS = 20;
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
    conformanceCase('a step without any task is answered with zeros', async () => {
      const none = trialStep(STEPS, tasks, rng, () => false);
      for (const [entry, value] of (await answer(create(), none)).entries())
        expect(value === 0, `Without any task, entry ${entry} is ${value}.`);
    }),
    conformanceCase('gradients that are not numbers do not become numbers', async () => {
      const weighting = create();
      if (weighting.needs === 'losses') return;
      const broken = withBrokenGradient(trialStep(0, tasks, rng));
      const numbers = await answer(weighting, broken);
      expect(
        numbers.some(Number.isNaN),
        'Every entry of the answer is a number, though one of the gradients is not.',
      );
    }),
    conformanceCase('what it asks for beside its statistic, it can take', () => {
      const { extra, validation, afterUpdate } = create();
      expect(
        extra !== 'after-update' || afterUpdate !== undefined,
        "The weighting asks for losses 'after-update' and has no function 'afterUpdate' to take them.",
      );
      expect(
        (extra === 'validation') === (validation !== undefined),
        "A weighting says what it wants to validate where its extra is 'validation', and only there.",
      );
    }),
    conformanceCase('the weights of a trial step are finite, and 0 for absent tasks', async () => {
      const weighting = create();
      for (const trial of trials()) {
        const weights = weighting.validation?.trial?.(trial.step);
        if (weights === undefined) return;
        expectFinite(weights, `The trial weights of step ${trial.step.index}`);
        for (const [task, present] of trial.step.present.entries())
          expect(
            present || weights[task] === 0,
            `Task '${tasks[task]}' is absent in step ${trial.step.index} and is tried with ${weights[task]}.`,
          );
        await answer(weighting, trial);
      }
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
      resumed.restoreTensors?.(copyOf(uninterrupted.tensors?.() ?? new Map()));
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

type Gradients = readonly (readonly number[])[];

interface Trial {
  readonly step: Step;
  /** `[tasks, parameters]`; rows of absent tasks are 0. */
  readonly gradients: Gradients;
  /** Those of another batch, and of a validation batch. */
  readonly others: Gradients;
}

function trialStep(
  index: number,
  tasks: readonly string[],
  rng: Rng,
  isPresent: (task: string, place: number) => boolean = (task, place) =>
    index % 2 === 0 || place === index % tasks.length || rng.fork('present', index, task).uniform() < 0.6,
): Trial {
  const present = tasks.map(isPresent);
  const losses = tasks.map((task, i) =>
    present[i] ? 0.1 + 3 * rng.fork('loss', index, task).uniform() : Number.NaN,
  );
  const drawn = (batch: string) =>
    tasks.map((task, i) => {
      const own = rng.fork(batch, index, task);
      return Array.from({ length: PARAMETERS }, () => (present[i] ? own.normal() : 0));
    });
  const [gradients, others] = [drawn('gradient'), drawn('other gradient')];
  const step: Step = {
    index,
    epoch: Math.floor(index / STEPS_PER_EPOCH),
    total: STEPS,
    present,
    losses: Float64Array.from(losses),
    rng: rng.fork('step', index),
    validation: {
      ...productsOf(others, gradients),
      norms: Float64Array.from(others, (gradient) => Math.hypot(...gradient)),
      present,
      rate: 0.1,
      own: {
        training: productsOf(gradients, gradients).values,
        validation: productsOf(others, others).values,
      },
      lossesAhead: Float64Array.from(losses, (loss, task) => loss * (1 - 0.02 * (1 + (task % 3)))),
    },
  };
  return { step, gradients, others };
}

function withBrokenGradient({ step, gradients, others }: Trial): Trial {
  const first = step.present.indexOf(true);
  const broken = gradients.map((gradient, task) =>
    task === first ? gradient.map(() => Number.NaN) : gradient,
  );
  return { step, gradients: broken, others };
}

/** Inner products, row by row, with those of the columns. */
function productsOf(rows: Gradients, columns: Gradients): Gramian {
  const values = rows.flatMap((a) =>
    columns.map((b) => a.reduce((sum, entry, k) => sum + entry * (b[k] as number), 0)),
  );
  return { size: rows.length, values: Float64Array.from(values) };
}

/** As it comes back from a file. */
function copyOf(tensors: NamedHostTensors): NamedHostTensors {
  return new Map([...tensors].map(([name, { shape, data }]) => [name, { shape, data: data.slice() }]));
}

/** Losses after the update: some fall, some rise. */
function later({ losses, index }: Step): Float64Array {
  return losses.map((loss, task) => loss * ((index + task) % 3 === 0 ? 1.05 : 0.9));
}

/** The step's answer; the weighting is then given the losses after the update, if it wants them. */
async function answer(weighting: Weighting, trial: Trial): Promise<number[]> {
  const { extra } = weighting;
  const { validation, ...rest } = trial.step;
  const step: Step = extra === 'validation' && validation !== undefined ? { ...rest, validation } : rest;
  const numbers = await answered(weighting, { ...trial, step });
  if (extra === 'after-update') weighting.afterUpdate?.(later(step), step);
  return numbers;
}

async function answered(weighting: Weighting, { step, gradients, others }: Trial): Promise<number[]> {
  switch (weighting.needs) {
    case 'losses':
      return Array.from(weighting.weigh(step.losses, step));
    case 'gramian':
      return Array.from(
        weighting.weigh(productsOf(gradients, weighting.extra === 'batches' ? others : gradients), step),
      );
    case 'jacobian': {
      const block = tf.tensor2d(gradients as number[][]);
      const update = weighting.aggregate(block, step, 'layer 1');
      const values = Array.from(await update.data());
      update.dispose();
      expect(!block.isDisposed, 'The weighting has disposed of the gradients, which were borrowed.');
      block.dispose();
      return values;
    }
  }
}
