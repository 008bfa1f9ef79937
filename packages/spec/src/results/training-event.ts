import type { GradientRecord } from './gradient-report.js';
import type { HistoryEntry, TrainingHistory } from './history.js';

/** Why a run ended. */
export type StopReason = 'epochs' | 'steps' | 'patience' | 'callback';

/** What a training run tells while it runs, in order. */
export type TrainingEvent =
  /** Work before the first step: `done` of `total` items. */
  | { readonly type: 'preparation'; readonly what: string; readonly done: number; readonly total: number }
  | {
      readonly type: 'start';
      /** Names of the tasks, the main task first. */
      readonly tasks: readonly string[];
      readonly stepsPerEpoch: number;
      readonly maxEpochs: number;
      /** Updates planned in all. */
      readonly totalSteps: number;
      /** 0, or the step at which a resumed run goes on. */
      readonly step: number;
    }
  /** Something that does not stop the run but that its owner should know, such as texts cut because they are too long. */
  | { readonly type: 'notice'; readonly message: string }
  | {
      readonly type: 'step';
      /** Number of updates done, this one included. */
      readonly step: number;
      /** Epoch, counted from 0. */
      readonly epoch: number;
      /** Mean loss of each task that had a labelled row. */
      readonly losses: Readonly<Record<string, number>>;
      readonly weights: Readonly<Record<string, number>>;
      /** Global norm of the gradient before clipping. */
      readonly gradientNorm: number;
      /** Tokens read, padding excluded. */
      readonly tokens: number;
      readonly seconds: number;
    }
  /** The tasks' gradients in the step just told of, where a run measures them. */
  | { readonly type: 'gradients'; readonly record: GradientRecord }
  | { readonly type: 'evaluation'; readonly entry: HistoryEntry; readonly improved: boolean }
  /** An auxiliary task is no longer trained, from the next step on. */
  | { readonly type: 'task-stop'; readonly task: string; readonly step: number; readonly reason: string }
  | { readonly type: 'checkpoint'; readonly folder: string; readonly step: number }
  /** The run fails with this error; no event comes after it. */
  | { readonly type: 'failure'; readonly error: unknown }
  | { readonly type: 'end'; readonly reason: StopReason; readonly history: TrainingHistory };
