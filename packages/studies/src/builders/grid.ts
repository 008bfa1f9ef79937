import { type Json, type JsonObject, requireKnownOptions, TomoniError, type TrialSpec } from '@tomoni/spec';
import { trial } from '../trials/trial.js';
import { type Repetitions, repetitionsOf } from './repetitions.js';

/** The values of each parameter. */
export type GridAxes = Readonly<Record<string, readonly Json[]>>;

/** One choice of a value for each parameter. */
export type GridParameters<Axes extends GridAxes> = {
  readonly [Name in keyof Axes & string]: Axes[Name][number];
};

/** Options of {@link grid}. */
export interface GridOptions<Axes extends GridAxes> extends Repetitions {
  /** Names the arm of a choice. Default: its parameters, `learningRate 0.001, layer 2`. */
  readonly arm?: (parameters: GridParameters<Axes>) => string;
}

/**
 * A trial for every combination of values.
 *
 * @throws TomoniError `invalid-argument` where a parameter has no values, or a value is not plain JSON
 *
 * @example
 * ```ts
 * import { grid } from '@tomoni/studies';
 *
 * const trials = grid({ learningRate: [1e-4, 5e-5], layer: [2, 4, 6] }, { seeds: 3 });
 * console.log(trials.length); // 2 × 3 × 3
 * console.log(trials[0]?.arm); // learningRate 0.0001, layer 2
 * ```
 */
export function grid<const Axes extends GridAxes>(
  axes: Axes,
  options: GridOptions<Axes> = {},
): TrialSpec<GridParameters<Axes>>[] {
  requireKnownOptions('grid()', options, ['arm', 'seeds', 'folds']);
  const { arm = (parameters: JsonObject) => choiceName(parameters) } = options;
  const repetitions = repetitionsOf(options);
  return (combinations(axes) as GridParameters<Axes>[]).flatMap((parameters) =>
    repetitions.map((repetition) => trial({ arm: arm(parameters), ...repetition, parameters })),
  );
}

/** All choices of one value for each name, the last name's values next to each other. */
export function combinations(axes: GridAxes): JsonObject[] {
  return Object.entries(axes).reduce<JsonObject[]>(
    (choices, [name, values]) => {
      if (values.length === 0) throw noValues(name);
      return choices.flatMap((choice) => values.map((value) => ({ ...choice, [name]: value })));
    },
    [{}],
  );
}

/** A choice in words. */
export function choiceName(parameters: JsonObject): string {
  const words = Object.entries(parameters).map(
    ([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return words.length === 0 ? 'all alike' : words.join(', ');
}

function noValues(name: string): TomoniError {
  return new TomoniError({
    code: 'invalid-argument',
    what: `The parameter '${name}' has no values.`,
    remedy: 'Give at least one, or leave the parameter out.',
  });
}
