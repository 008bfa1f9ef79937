import { open } from 'node:fs/promises';
import type { TrialResult, TrialSpec } from '@tomoni/spec';
import type { TaskState } from '../commands/queue.js';
import type { TaskProgress } from '../task/task-progress.js';

/** A trial that was lost too often, and what is known of its last task. */
export interface LostTrial {
  readonly trial: TrialSpec;
  readonly losses: number;
  /** Number of the array and the task, such as `12_3`. */
  readonly task: string;
  readonly state: TaskState | undefined;
  readonly progress: TaskProgress | undefined;
  /** What the task printed. */
  readonly log: string;
  readonly submittedAt: string;
}

/** The failed result of a trial that Slurm lost or killed; its error names Slurm's state. */
export async function lostResult(lost: LostTrial): Promise<TrialResult> {
  const { trial, losses, task, state, progress, log, submittedAt } = lost;
  const end = await lastLines(log);
  const often = losses === 1 ? 'once' : `${losses} times`;
  const reason = state === undefined || /^(None|)$/.test(state.reason) ? '' : ` (${state.reason})`;
  const what =
    state === undefined
      ? `its task ${task} is no longer in Slurm's queue`
      : `Slurm ended its task ${task} with ${state.state}${reason}`;
  return {
    trial,
    startedAt: progress?.startedAt ?? submittedAt,
    seconds: state?.seconds ?? 0,
    worker: progress?.worker ?? `task ${task}`,
    status: 'failed',
    error: {
      message: `The trial was lost ${often}: ${what}.${end === '' ? '' : ` Its log ends: ${end}`}`,
      code: 'worker-lost',
    },
  };
}

/** The last lines of a file, at most 2 KiB of them; empty where there is none. */
async function lastLines(path: string): Promise<string> {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const length = Math.min(size, 2048);
      const { buffer } = await file.read(Buffer.alloc(length), 0, length, size - length);
      return buffer.toString('utf8').trim().split('\n').slice(-5).join('\n');
    } finally {
      await file.close();
    }
  } catch {
    return '';
  }
}
