import type { CacheCounts } from '../encoder/activation-cache.js';
import type { GradientRecord } from './gradient-report.js';
import type { ScoreTable } from './score-table.js';

/** What is measured at the end of each epoch, or every n steps. */
export interface HistoryEntry {
  /** Number of updates done. */
  readonly step: number;
  /** Epochs done, with their fraction. */
  readonly epoch: number;
  /** Mean training loss per task since the entry before; a task without a labelled row is left out. */
  readonly train: Readonly<Record<string, number>>;
  /** Mean weight per task since the entry before. */
  readonly weights: Readonly<Record<string, number>>;
  /** Scores on the validation part, with `loss` among them. */
  readonly validation?: ScoreTable;
  /** Learning rate of each parameter group. */
  readonly learningRates: Readonly<Record<string, number>>;
  /** Seconds of training and evaluation up to here, earlier sessions of a resumed run included. */
  readonly seconds: number;
}

/** How a training run went: plain data. */
export interface TrainingHistory {
  /** Names of the tasks, the main task first. */
  readonly tasks: readonly string[];
  readonly entries: readonly HistoryEntry[];
  /** What the tasks' gradients had to do with each other, in the steps in which it was measured; absent where it never was. */
  readonly gradients?: readonly GradientRecord[];
  /** What was watched for the best model. */
  readonly monitor: { readonly task: string; readonly score: string; readonly better: 'higher' | 'lower' };
  /** The entry with the best monitored value, where there was validation data. */
  readonly best?: { readonly step: number; readonly value: number };
  /** Updates after which a task was no longer trained, by task; absent where all were to the end. */
  readonly stopped?: Readonly<Record<string, number>>;
  /** How often the frozen layers of a text were found in the cache, training and evaluation together, since the run was begun or last resumed; absent where nothing was cached. */
  readonly cache?: CacheCounts;
}
