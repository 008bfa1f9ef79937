import { type JsonObject, requireKnownOptions, type TrialSpec } from '@tomoni/spec';
import { trial } from '../trials/trial.js';
import { type Repetitions, repetitionsOf } from './repetitions.js';
import { requireTasks } from './subset-arm.js';

/** Parameters of a trial of a comparison of weightings. */
export type WeightingParameters<
  Name extends string = string,
  Options extends JsonObject = Record<string, never>,
> = {
  /** Name of the method. */
  readonly weighting: Name;
  readonly options: Options;
};

/**
 * One arm for each way of weighting the tasks, with the same seeds and folds.
 *
 * @param methods their names; or, by name of the arm, their options
 * @throws TomoniError `invalid-argument` where there is none, or one is named twice
 *
 * @example
 * ```ts
 * import { type ParametersOf, weightingComparison } from '@tomoni/studies';
 * import type { TrialFunction } from '@tomoni/spec';
 *
 * const trials = weightingComparison(
 *   { 'as in the paper': { main: 6, auxiliary: 4 }, even: { main: 1, auxiliary: 1 } },
 *   { seeds: 10 },
 * );
 * const run: TrialFunction<ParametersOf<typeof trials>> = async ({ parameters: { options } }) => ({
 *   parts: { validation: { scores: { interest: { rmse: options.auxiliary / options.main } } } },
 * });
 * ```
 */
export function weightingComparison<const Name extends string>(
  methods: readonly Name[],
  options?: Repetitions,
): TrialSpec<WeightingParameters<Name>>[];
export function weightingComparison<const Name extends string, Options extends JsonObject>(
  methods: Readonly<Record<Name, Options>>,
  options?: Repetitions,
): TrialSpec<WeightingParameters<Name, Options>>[];
export function weightingComparison(
  methods: readonly string[] | Readonly<Record<string, JsonObject>>,
  options: Repetitions = {},
): TrialSpec<WeightingParameters<string, JsonObject>>[] {
  requireKnownOptions('weightingComparison()', options, ['seeds', 'folds']);
  const arms = Array.isArray(methods)
    ? methods.map((name: string): [string, JsonObject] => [name, {}])
    : Object.entries(methods as Readonly<Record<string, JsonObject>>);
  requireTasks(arms.map(([name]) => name));
  const repetitions = repetitionsOf(options);
  return arms.flatMap(([weighting, own]) =>
    repetitions.map((repetition) =>
      trial({ arm: weighting, ...repetition, parameters: { weighting, options: own } }),
    ),
  );
}
