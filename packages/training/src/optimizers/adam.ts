import { requireKnownOptions } from '@tomoni/spec';
import { requireOption } from '../options/require-option.js';
import { stepAdam } from './adam-step.js';
import { type LearningRates, resolveRates } from './learning-rates.js';
import type { Optimizer, OptimizerMethod, TrainedParameter } from './optimizer.js';
import { beginStep, createSlots, disposeSlots, restoreSlots, saveSlots } from './slots.js';

/** Options of {@link adam}. */
export interface AdamOptions {
  /** Decay of the average gradient. Default 0.9. */
  readonly beta1?: number;
  /** Decay of the average squared gradient. Default 0.999. */
  readonly beta2?: number;
  /** Added to the denominator. Default 1e-8. */
  readonly epsilon?: number;
}

/** Options of {@link adamW}. */
export interface AdamWOptions extends AdamOptions {
  /** Share of a parameter, times the learning rate, that each step takes away; none of biases and layer normalisation. Default 0.01. */
  readonly weightDecay?: number;
}

/**
 * Adam: steps along the average gradient over the root of the average squared gradient, both corrected for their start at 0.
 *
 * A parameter that has no gradient in a step is left alone, and so are its averages.
 * Source: Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015; values as `torch.optim.Adam`.
 *
 * @param learningRate one rate for everything, or rates by part and layer
 * @throws TomoniError `invalid-argument` where a rate or option is out of its range
 *
 * @example
 * ```ts
 * import { adam } from '@tomoni/training';
 *
 * const optimizer = adam({ encoder: 5e-5, heads: 1e-4 });
 * console.log(optimizer.description); // adam, learning rates: encoder 0.00005, heads 0.0001
 * ```
 */
export function adam(learningRate: number | LearningRates, options: AdamOptions = {}): OptimizerMethod {
  requireKnownOptions('adam()', options, ['beta1', 'beta2', 'epsilon']);
  const rates = resolveRates(learningRate);
  const moments = resolveMoments(options);
  return {
    name: 'adam',
    description: `adam, ${rates.description}`,
    learningRate: rates.of,
    create: (parameters) => createAdam(parameters, rates.of, moments, 0),
  };
}

/**
 * Adam with decoupled weight decay, which keeps the weights of a fine-tuned network small without blurring Adam's averages.
 *
 * Source: Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR 2019; values as `torch.optim.AdamW`.
 *
 * @param learningRate one rate for everything, or rates by part and layer
 * @throws TomoniError `invalid-argument` where a rate or option is out of its range
 *
 * @example
 * ```ts
 * import { adamW } from '@tomoni/training';
 *
 * const optimizer = adamW({ encoder: 5e-5, heads: 1e-3, layerDecay: 0.95 }, { weightDecay: 0.01 });
 * ```
 */
export function adamW(learningRate: number | LearningRates, options: AdamWOptions = {}): OptimizerMethod {
  requireKnownOptions('adamW()', options, ['weightDecay', 'beta1', 'beta2', 'epsilon']);
  const rates = resolveRates(learningRate);
  const moments = resolveMoments(options);
  const { weightDecay = 0.01 } = options;
  requireOption(
    'the optimizer',
    'weightDecay',
    weightDecay,
    weightDecay >= 0 && Number.isFinite(weightDecay),
    'from 0',
  );
  return {
    name: 'adamw',
    description: `adamW, ${rates.description}, weight decay ${weightDecay}`,
    learningRate: rates.of,
    create: (parameters) => createAdam(parameters, rates.of, moments, weightDecay),
  };
}

function resolveMoments(options: AdamOptions): Required<AdamOptions> {
  const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  for (const [name, value] of [
    ['beta1', beta1],
    ['beta2', beta2],
  ] as const)
    requireOption(
      'the optimizer',
      name,
      value,
      value >= 0 && value < 1,
      'from 0 up to, but not including, 1',
    );
  requireOption('the optimizer', 'epsilon', epsilon, epsilon > 0 && Number.isFinite(epsilon), 'above 0');
  return { beta1, beta2, epsilon };
}

function createAdam(
  parameters: readonly TrainedParameter[],
  rateOf: (parameter: TrainedParameter) => number,
  moments: Required<AdamOptions>,
  weightDecay: number,
): Optimizer {
  const slots = createSlots(parameters, ['first-moment', 'second-moment']);

  return {
    apply(gradients, factor) {
      const stepped = beginStep(slots, gradients);
      stepAdam(
        stepped.map(({ slot: { parameter, steps, values }, gradient }) => ({
          variable: parameter.variable,
          firstMoment: values['first-moment'],
          secondMoment: values['second-moment'],
          gradient,
          steps,
          rate: rateOf(parameter) * factor,
          weightDecay: parameter.decay ? weightDecay : 0,
        })),
        moments,
      );
    },
    state: () => saveSlots(slots),
    restore: (state) => restoreSlots(slots, state),
    dispose: () => disposeSlots(slots),
  };
}
