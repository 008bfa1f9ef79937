import { requireKnownOptions, TomoniError } from '@tomoni/spec';
import { requireOption } from '../options/require-option.js';
import type { AnyRow } from '../plan/plan.js';
import type { FitOptions } from './fit-options.js';

/** @throws TomoniError `invalid-argument` where an option of a run is not known, or out of its range */
export function checkOptions(options: FitOptions<AnyRow>): void {
  requireKnownOptions('fit()', options, [
    'validation',
    'seed',
    'callbacks',
    'checkpoints',
    'gradients',
    'signal',
  ]);
  const { checkpoints, gradients, callbacks = [] } = options;
  if (!Array.isArray(callbacks) || callbacks.some((callback) => typeof callback !== 'function'))
    throw new TomoniError({
      code: 'invalid-argument',
      what: 'The callbacks are not a list of functions.',
      remedy: 'Put them into brackets: { callbacks: [progressBar()] }.',
    });
  if (gradients !== undefined) {
    requireKnownOptions("The option 'gradients'", gradients, ['everySteps']);
    requireCount('the comparison of gradients', 'everySteps', gradients.everySteps);
  }
  if (checkpoints === undefined) return;
  const { folder, everySteps, keep } = checkpoints;
  if (typeof folder !== 'string' || folder === '')
    throw new TomoniError({
      code: 'invalid-argument',
      what: 'The checkpoints have no folder.',
      remedy: "Name one, such as { folder: 'out/run' }.",
    });
  requireKnownOptions("The option 'checkpoints'", checkpoints, ['folder', 'everySteps', 'keep']);
  for (const [name, value] of Object.entries({ everySteps, keep }))
    if (value !== undefined) requireCount('the checkpoints', name, value);
}

function requireCount(of: string, name: string, value: number): void {
  requireOption(of, name, value, Number.isInteger(value) && value >= 1, 'a whole number from 1');
}
