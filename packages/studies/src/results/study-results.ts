import type { Json, JsonObject, ScoreTable, TrainingHistory, TrialError, TrialSpec } from '@tomoni/spec';
import type { StoredPlan } from '../plan/stored-plan.js';

/** A trial that has a result. Its scores are asked of the study, which keeps the test part sealed. */
export type RecordedTrial<Parameters extends JsonObject = JsonObject> = {
  readonly trial: TrialSpec<Parameters>;
  /** When it began: an ISO 8601 date and time. */
  readonly startedAt: string;
  /** Wall-clock seconds. */
  readonly seconds: number;
  /** The machine, and the process or job on it. */
  readonly worker: string;
} & ({ readonly status: 'done' } | { readonly status: 'failed'; readonly error: TrialError });

/** Which scores are asked for. */
export interface ScoreQuery {
  /** Default: the plan's. */
  readonly task?: string;
  /** Name of the score, such as `rmse`. Default: the plan's. */
  readonly score?: string;
  /** Default: of all parts that are not sealed, the one that selects; of an opened test, the plan's. */
  readonly part?: string;
  /** Default: all arms. */
  readonly arms?: readonly string[];
  /** Whether trials that only prepare others are among them. Default `false`. */
  readonly preparations?: boolean;
}

/** One score of one trial. */
export interface TrialScore<Parameters extends JsonObject = JsonObject> {
  readonly trial: TrialSpec<Parameters>;
  readonly value: number;
}

/** The examples of one part, by task: one prediction and one label per row. */
export interface PartExamples {
  readonly predictions: Readonly<Record<string, readonly Json[]>>;
  readonly labels: Readonly<Record<string, readonly Json[]>>;
}

/** Scores and examples of some parts of the data. */
export interface PartResults<Parameters extends JsonObject = JsonObject> {
  /**
   * The trials' values of one score, by arm, fold and seed; trials that have no such score are left out.
   *
   * @throws TomoniError `invalid-argument` where the part is sealed, `not-found` where no trial has the score
   */
  scores(query?: ScoreQuery): readonly TrialScore<Parameters>[];
  /**
   * The same by arm; within an arm by fold and seed, so that arms with the same folds and seeds stand in pairs.
   *
   * @throws TomoniError as `scores`
   */
  byArm(query?: ScoreQuery): Readonly<Record<string, readonly TrialScore<Parameters>[]>>;
  /**
   * All scores of one trial on one part; `undefined` where it has none.
   *
   * @throws TomoniError `invalid-argument` where the part is sealed
   */
  scoreTable(trial: string, part: string): ScoreTable | undefined;
  /**
   * Per-example predictions and labels of a trial, read from the study's folder; `undefined` where it kept none.
   *
   * @throws TomoniError `invalid-argument` where the part is sealed, `damaged-file` where they cannot be read
   */
  examples(trial: string, part: string): Promise<PartExamples | undefined>;
}

/** What was chosen, on what grounds. */
export type Selection = {
  /** The chosen arm. */
  readonly arm: string;
  /** When: an ISO 8601 date and time. */
  readonly at: string;
  readonly task: string;
  readonly score: string;
  readonly better: 'higher' | 'lower';
  readonly part: string;
  /** Every arm that could be chosen, the best mean first. */
  readonly candidates: readonly { readonly arm: string; readonly mean: number; readonly trials: number }[];
};

/** When the test part was opened, and for what. */
export type TestOpening = {
  /** An ISO 8601 date and time. */
  readonly at: string;
  /** The selected arm; `null` where nothing was selected and the planned comparisons are made for all arms. */
  readonly arm: string | null;
  /** Trials that had a result. */
  readonly trials: number;
};

/** The test part, opened. */
export interface OpenedTest<Parameters extends JsonObject = JsonObject> extends PartResults<Parameters> {
  /** The opening that these results belong to. */
  readonly opening: TestOpening;
  /** Sentences that a report has to hold, such as that the test part was opened before for another selection. */
  readonly warnings: readonly string[];
}

/** What a study has found so far. Parts other than the one that selects stay sealed until `openTest`. */
export interface StudyResults<Parameters extends JsonObject = JsonObject> extends PartResults<Parameters> {
  readonly name: string;
  /** The study's folder, absolute. */
  readonly folder: string;
  readonly plan: StoredPlan;
  /** The trials that have a result, failed ones too, in the order in which they were recorded. */
  readonly trials: readonly RecordedTrial<Parameters>[];
  /** Those that failed. */
  readonly failed: readonly Extract<RecordedTrial<Parameters>, { status: 'failed' }>[];
  readonly selections: readonly Selection[];
  readonly openings: readonly TestOpening[];
  /** Sentences on what the store lost, ignored or merged. */
  readonly notices: readonly string[];
  /** How the training of a trial went; `undefined` where it kept no history. */
  history(trial: string): Promise<TrainingHistory | undefined>;
  /** What else a trial kept; `undefined` where that is nothing. */
  extra(trial: string): Promise<JsonObject | undefined>;
  /**
   * Chooses the arm whose mean score is best on the part that selects, and writes the choice into the store.
   *
   * @throws TomoniError `invalid-argument` where no arm has scores
   */
  selectBest(options?: {
    /** Arms to choose among. Default: all but controls, whose trials have the parameter `control`. */
    readonly arms?: readonly string[];
  }): Promise<Selection>;
  /**
   * Opens the test part for the last selection, and writes into the store that it was opened. Opening it again for the
   * same selection adds nothing.
   *
   * @throws TomoniError `invalid-argument` where nothing was selected
   */
  openTest(options?: {
    /** Whether one arm was selected; `false` for the planned comparisons of all arms. Default `true`. */
    readonly selected?: boolean;
  }): Promise<OpenedTest<Parameters>>;
}
