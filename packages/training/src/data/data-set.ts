import type { ErrorLocation } from '@tomoni/spec';
import type { JoinedText } from '../windows/join-windows.js';
import type { TaskLabels } from './task-labels.js';

/** Rows made ready: encoded texts, and the labels of the tasks that are read from them. */
export interface DataSet {
  /** Name in messages, such as `training`. */
  readonly name: string;
  readonly texts: readonly JoinedText[];
  /** Labels by task name. */
  readonly labels: ReadonlyMap<string, TaskLabels>;
  /** Where a row came from. */
  where(row: number): ErrorLocation;
}
