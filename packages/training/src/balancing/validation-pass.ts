import type { Tensor } from '@tensorflow/tfjs';
import type { Rng, ValidationProducts } from '@tomoni/spec';
import { addTo, combine, type GradientList } from '../gradients/gradient-list.js';
import { type KeptGradients, keepGradients } from '../gradients/kept-gradients.js';
import { chosen, variablesOf } from '../gradients/parameter-groups.js';
import { sumOf } from '../gradients/product-matrices.js';
import { presentLosses, type RecordedLosses } from '../gradients/recorded-losses.js';
import type { Pass } from '../run/over-window.js';
import type { StepContext, StepPlace } from '../run/step-context.js';
import type { GrowingStep, Window } from '../run/window.js';
import type { SourceGradients } from '../tape/backpropagation.js';
import { innerProducts } from '../tape/inner-products.js';
import { lookAhead } from './look-ahead.js';
import { trialPass } from './trial-pass.js';
import { type ValidationGradients, validationGradients } from './validation-gradients.js';
import type { ValidationRun } from './validation-run.js';

/** The update that validation products are measured for. */
export interface ValidationStep {
  readonly context: StepContext;
  readonly run: ValidationRun;
  readonly window: Window;
  readonly place: StepPlace;
  /** Gets its `validation` by the end of the passes. */
  readonly step: GrowingStep;
  readonly rng: Rng;
  /** Indices of the parameters over which inner products are taken. */
  readonly measured: readonly number[];
}

/** How the validation of a step is measured. */
export interface ValidationMeasure {
  readonly passes: readonly Pass[];
  /** Inner products of the training gradients with each other, `T × T`, one matrix per measured parameter. */
  training(): readonly Float64Array[];
  /** Adds `Σ wᵢ ∇Lᵢ` of the validation losses to the gradients of an update. */
  addTo(gradients: GradientList, weights: Float64Array): void;
  dispose(): void;
}

/** Passes that try a step, where one is asked for, form the validation gradients, and multiply them with those of training. */
export function measureValidation(validation: ValidationStep): ValidationMeasure {
  const { context, run, window, place, step, measured } = validation;
  const { demand } = run;
  const { parameters } = context.network;
  const sources = variablesOf(chosen(parameters, measured));
  const size = step.present.length;
  const rate = demand.trial === undefined && demand.ahead === undefined ? 1 : rateOf(context, place);
  let found: ValidationGradients | undefined;
  let lossesAhead: Float64Array | undefined;
  let training: readonly Float64Array[] = [];

  const judge = async () => {
    found = await judged(validation, sources);
    if (demand.ahead !== undefined)
      lossesAhead = await lookAhead(context, window, place, step, demand.ahead, rate);
  };
  const trial =
    demand.trial === undefined
      ? { pass: { finish: judge }, dispose: () => undefined }
      : trialPass(parameters, () => demand.trial?.(step) ?? new Float64Array(size), rate, judge);
  const beside = (source: number) => found?.rows.map((row) => row[source] ?? null) ?? [];
  const multiply = multiplying(window, size, sources, beside, (products) => {
    const { present = [] } = found ?? {};
    step.validation = {
      ...productsFrom(sumOf(products, 2 * size), size),
      present,
      rate,
      ...(lossesAhead === undefined ? {} : { lossesAhead }),
    };
    training = products.map((matrix) => quarter(matrix, size, size, size));
  });
  return {
    passes: [trial.pass, multiply.pass],
    training: () => training,
    addTo: (gradients, weights) => {
      for (const [place, index] of measured.entries())
        addTo(gradients, index, combine(beside(place), weights));
    },
    dispose: () => {
      trial.dispose();
      multiply.dispose();
      found?.dispose();
    },
  };
}

/** Validation gradients; the second head, where there is one, learns from the same batches. */
async function judged(
  { context, run: { batches, tasks, dev }, place, rng }: ValidationStep,
  sources: readonly Tensor[],
): Promise<ValidationGradients> {
  if (dev === undefined) return validationGradients(context, context.network, batches, tasks, sources, rng);
  const all = [...sources, ...variablesOf(dev.parameters)];
  const found = await validationGradients(context, dev.network, batches, tasks, all, rng);
  const main = context.plan.tasks.findIndex(({ name }) => name === context.plan.main);
  const own = (found.rows[main] as GradientList).slice(sources.length);
  dev.fit(own, context.plan.schedule.factor(place.index, place.total));
  return found;
}

/** The largest learning rate of what is not a head, or of heads where nothing else is trained. */
function rateOf({ plan, network: { parameters } }: StepContext, { index, total }: StepPlace): number {
  const below = parameters.filter(({ group }) => group !== 'heads');
  const rates = (below.length > 0 ? below : parameters).map((parameter) =>
    plan.optimizer.learningRate(parameter),
  );
  return Math.max(0, ...rates) * plan.schedule.factor(index, total);
}

/**
 * A pass that multiplies the training gradients of all tasks with each other and with those beside them: of one batch on the
 * way through its record, of several as kept sums.
 */
function multiplying(
  window: Window,
  size: number,
  sources: readonly Tensor[],
  beside: (source: number) => readonly (Tensor | null)[],
  finish: (products: readonly Float64Array[]) => void,
): { readonly pass: Pass; readonly dispose: () => void } {
  if (window.micro.length === 1) {
    const visit = async (recorded: RecordedLosses) => {
      const { losses, tasks } = presentLosses(recorded);
      const walk = ofAllTasks(recorded.tape.gradients(losses, sources), tasks, size);
      finish(await innerProducts(walk, sources, beside));
    };
    return { pass: { visit }, dispose: () => undefined };
  }
  const kept: KeptGradients = keepGradients(size, sources);
  return {
    pass: {
      visit: (recorded) => kept.add(recorded),
      finish: async () => {
        const products = await innerProducts(kept.walk(), sources, beside);
        kept.dispose();
        finish(products);
      },
    },
    dispose: kept.dispose,
  };
}

/** Gradients of present tasks at the places of those tasks among all. */
function* ofAllTasks(
  walk: Iterable<SourceGradients>,
  tasks: readonly number[],
  size: number,
): Generator<SourceGradients, void> {
  for (const { source, gradients } of walk) {
    const all: (Tensor | null)[] = new Array<Tensor | null>(size).fill(null);
    for (const [i, task] of tasks.entries()) all[task] = gradients[i] ?? null;
    yield { source, gradients: all };
  }
}

/** The parts of a matrix whose first half are validation gradients, and whose second half are training gradients. */
function productsFrom(
  matrix: Float64Array,
  size: number,
): Pick<ValidationProducts, 'size' | 'values' | 'norms' | 'own'> {
  const validation = quarter(matrix, size, 0, 0);
  return {
    size,
    values: quarter(matrix, size, 0, size),
    norms: Float64Array.from({ length: size }, (_, task) =>
      Math.sqrt(validation[task * size + task] as number),
    ),
    own: { training: quarter(matrix, size, size, size), validation },
  };
}

/** `size` rows and columns of a matrix of twice the size; 0 where the matrix is empty. */
function quarter(matrix: Float64Array, size: number, top: number, left: number): Float64Array {
  return Float64Array.from({ length: size * size }, (_, i) => {
    const [row, column] = [top + Math.floor(i / size), left + (i % size)];
    return matrix[row * 2 * size + column] ?? 0;
  });
}
