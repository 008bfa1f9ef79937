import type { JsonObject, TrialSpec } from '@tomoni/spec';

/** What a trial of a round came to: its planned score on the part that selects; `undefined` where it failed or has no such score. */
export interface RoundScore<Parameters extends JsonObject = JsonObject> {
  readonly trial: TrialSpec<Parameters>;
  readonly value: number | undefined;
}

/** Trials that depend on how others went: rounds of them, each made when the round before has its scores. Equal scores must give equal rounds, so that a study can go on. */
export type AdaptiveTrials<Parameters extends JsonObject = JsonObject> = (plan: {
  /** Which way the planned score is better. */
  readonly better: 'higher' | 'lower';
}) => Generator<readonly TrialSpec<Parameters>[], void, readonly RoundScore<Parameters>[]>;

/** The trials of a study: all at once, or round by round. */
export type TrialSource<Parameters extends JsonObject = JsonObject> =
  | Iterable<TrialSpec<Parameters>>
  | AdaptiveTrials<Parameters>;

/** The parameters of a study's trials, by which the function that runs them is typed: `TrialFunction<ParametersOf<typeof trials>>`. */
export type ParametersOf<Source> =
  Source extends Iterable<TrialSpec<infer Parameters>>
    ? Parameters
    : Source extends AdaptiveTrials<infer Parameters>
      ? Parameters
      : never;
