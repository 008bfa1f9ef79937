import type { Json, JsonObject } from '../json.js';
import type { TrainingHistory } from '../results/history.js';
import type { ScoreTable } from '../results/score-table.js';

/** One training run of a study before it is run: plain data. */
export interface TrialSpec<Parameters extends JsonObject = JsonObject> {
  /** Names the trial within its study; made from all else that stands here, so that equal trials have equal names. */
  readonly id: string;
  /** What is compared: the subset of tasks, the layer, the weighting that this trial stands for. */
  readonly arm: string;
  readonly seed: number;
  /** The fold of a cross validation, counted from 0. */
  readonly fold?: number;
  readonly parameters: Parameters;
  /** Trials whose folders this one reads, such as that of the model it starts from: their ids, by role. It is run after them. */
  readonly needs?: Readonly<Record<string, string>>;
  /** Whether the trial only serves others and is not itself compared, such as a model to start from or a step of a search. Default `false`. */
  readonly preparation?: boolean;
}

/** What a trained model gave on one part of the data. */
export interface PartResult {
  readonly scores: ScoreTable;
  /** By task, one prediction per row of the part, in the order of the rows. */
  readonly predictions?: Readonly<Record<string, readonly Json[]>>;
  /** By task, one label per row; `null` where a row has none. */
  readonly labels?: Readonly<Record<string, readonly Json[]>>;
}

/** What a trial ends in: plain data. */
export interface TrialOutcome {
  /** By name of the part. `validation` selects; `test` stays sealed until a selection was made. */
  readonly parts: Readonly<Record<string, PartResult>>;
  readonly history?: TrainingHistory;
  /** Anything else worth keeping, such as the affinities of tasks. */
  readonly extra?: JsonObject;
}

/** An error as plain data. */
export interface TrialError {
  readonly message: string;
  /** The code of a `TomoniError`, or the name of any other error; `worker-lost` where the trial's worker died each time it was run. */
  readonly code: string;
  readonly stack?: string;
}

/** A trial that ran, or failed. */
export type TrialResult = {
  readonly trial: TrialSpec;
  /** When it began: an ISO 8601 date and time. */
  readonly startedAt: string;
  /** Wall-clock seconds. */
  readonly seconds: number;
  /** The machine, and the process or job on it. */
  readonly worker: string;
} & (
  | { readonly status: 'done'; readonly outcome: TrialOutcome }
  | { readonly status: 'failed'; readonly error: TrialError }
);

/** What a trial finds around it. */
export interface TrialContext {
  /** A folder of the trial's own, for its checkpoints; still there when an interrupted trial is run again. */
  readonly folder: string;
  /** A folder that all trials of the machine share, for the states of frozen layers. */
  readonly cache: string;
  /** The folders of the trials that this one needs, by role. */
  readonly needed: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** Tells how much of the trial is done, from 0 to 1. */
  progress(fraction: number): void;
}

/** Runs one trial: what the module of a study exports by default. */
export type TrialFunction<Parameters extends JsonObject = JsonObject> = (
  trial: TrialSpec<Parameters>,
  context: TrialContext,
) => Promise<TrialOutcome>;
