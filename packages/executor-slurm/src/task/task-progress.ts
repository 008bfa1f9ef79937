import { writeJson } from '../batch/json-file.js';

/** What a task tells of a trial under way, in a file that it replaces. */
export interface TaskProgress {
  readonly worker: string;
  readonly startedAt: string;
  /** How much of the trial is done, from 0 to 1. */
  readonly fraction: number;
}

/** Milliseconds between two writes, to spare the shared file system. */
const interval = 2_000;

/** Writes that a trial began, and from time to time how far it is; a write that fails is not worth the trial. */
export function progressWriter(
  path: string,
  worker: string,
): { readonly tell: (fraction: number) => void; end(): Promise<void> } {
  const startedAt = new Date().toISOString();
  let due = 0;
  let writing = Promise.resolve();
  const tell = (fraction: number) => {
    if (Date.now() < due) return;
    due = Date.now() + interval;
    const progress: TaskProgress = { worker, startedAt, fraction };
    writing = writing.then(() => writeJson(path, progress)).catch(() => undefined);
  };
  tell(0);
  return { tell, end: () => writing };
}
