import { requireKnownOptions } from '@tomoni/spec';
import { requireOption } from '../options/require-option.js';
import { type LearningRates, resolveRates } from './learning-rates.js';
import type { Optimizer, OptimizerMethod, TrainedParameter } from './optimizer.js';
import { createSlots, disposeSlots, restoreSlots, saveSlots, stepEach } from './slots.js';

/** Options of {@link sgd}. */
export interface SgdOptions {
  /** Share of the step before that is kept. Default 0. */
  readonly momentum?: number;
  /** Looks ahead along the momentum (Nesterov). Default `false`; needs momentum. */
  readonly nesterov?: boolean;
  /** Share of a parameter that is added to its gradient; none of biases and layer normalisation. Default 0. */
  readonly weightDecay?: number;
}

/**
 * Stochastic gradient descent, plain or with momentum.
 *
 * Source: values as `torch.optim.SGD` without dampening; Nesterov's form after Sutskever et al., "On the importance of
 * initialization and momentum in deep learning", ICML 2013.
 *
 * @param learningRate one rate for everything, or rates by part and layer
 * @throws TomoniError `invalid-argument` where a rate or option is out of its range, or `nesterov` lacks momentum
 *
 * @example
 * ```ts
 * import { sgd } from '@tomoni/training';
 *
 * const optimizer = sgd(0.01, { momentum: 0.9, nesterov: true });
 * ```
 */
export function sgd(learningRate: number | LearningRates, options: SgdOptions = {}): OptimizerMethod {
  requireKnownOptions('sgd()', options, ['momentum', 'nesterov', 'weightDecay']);
  const rates = resolveRates(learningRate);
  const { momentum = 0, nesterov = false, weightDecay = 0 } = options;
  requireOption(
    'the optimizer',
    'momentum',
    momentum,
    momentum >= 0 && momentum < 1,
    'from 0 up to, but not including, 1',
  );
  requireOption(
    'the optimizer',
    'weightDecay',
    weightDecay,
    weightDecay >= 0 && Number.isFinite(weightDecay),
    'from 0',
  );
  requireOption(
    'the optimizer',
    'momentum',
    momentum,
    momentum > 0 || !nesterov,
    'above 0 where nesterov is set',
  );
  return {
    name: 'sgd',
    description: [
      'sgd',
      rates.description,
      ...(momentum > 0 ? [`${nesterov ? 'Nesterov ' : ''}momentum ${momentum}`] : []),
      ...(weightDecay > 0 ? [`weight decay ${weightDecay}`] : []),
    ].join(', '),
    learningRate: rates.of,
    create: (parameters) => createSgd(parameters, rates.of, { momentum, nesterov, weightDecay }),
  };
}

function createSgd(
  parameters: readonly TrainedParameter[],
  rateOf: (parameter: TrainedParameter) => number,
  { momentum, nesterov, weightDecay }: Required<SgdOptions>,
): Optimizer {
  const slots = createSlots<'momentum'>(parameters, momentum > 0 ? ['momentum'] : []);

  return {
    apply(gradients, factor) {
      stepEach(slots, gradients, ({ parameter, values }, raw) => {
        const { variable, decay } = parameter;
        const gradient = decay && weightDecay > 0 ? raw.add(variable.mul(weightDecay)) : raw;
        let direction = gradient;
        if (momentum > 0) {
          const velocity = values.momentum.mul(momentum).add(gradient);
          values.momentum.assign(velocity);
          direction = nesterov ? gradient.add(velocity.mul(momentum)) : velocity;
        }
        variable.assign(variable.sub(direction.mul(rateOf(parameter) * factor)));
      });
    },
    state: () => saveSlots(slots),
    restore: (state) => restoreSlots(slots, state),
    dispose: () => disposeSlots(slots),
  };
}
