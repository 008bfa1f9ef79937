import { slurmCommand } from './slurm-command.js';

/** A task as Slurm knows it. */
export interface TaskState {
  /** Number of the array. */
  readonly job: string;
  /** `RUNNING`, `TIMEOUT`, … */
  readonly state: string;
  /** Why it waits or ended. */
  readonly reason: string;
  readonly seconds: number;
}

/** States in which a task waits, runs, or may yet run. */
const alive =
  /^(PENDING|RUNNING|SUSPENDED|COMPLETING|CONFIGURING|REQUEUED|REQUEUE_FED|REQUEUE_HOLD|RESIZING|RESV_DEL_HOLD|SIGNALING|SPECIAL_EXIT|STAGE_OUT|STOPPED)/;

/** Whether a task in this state may still give a result. */
export function isAlive({ state }: TaskState): boolean {
  return alive.test(state);
}

/** The name of a task among others. */
export function taskKey(name: string, index: number): string {
  return `${name}_${index}`;
}

/**
 * Looks the arrays with these names up in Slurm's queue, where ended tasks stay for some minutes.
 *
 * @returns by {@link taskKey}; or why the controller did not answer
 */
export async function queueStates(
  names: readonly string[],
): Promise<ReadonlyMap<string, TaskState> | { readonly silent: string }> {
  const format = '--format=%j|%F|%K|%T|%M|%r';
  const args = ['--noheader', '--array', '--states=all', format, `--name=${names.join()}`];
  const answer = await slurmCommand('squeue', args);
  return answer.ok ? parseStates(answer.output) : { silent: answer.message };
}

/** Looks tasks up that have left the queue: in Slurm's accounts, where the cluster keeps any. */
export async function accountStates(names: readonly string[]): Promise<ReadonlyMap<string, TaskState>> {
  const args = [
    '--noheader',
    '--parsable2',
    '--allocations',
    '--array',
    '--format=JobName,JobID,State,Elapsed',
    '--starttime=now-7days',
    `--name=${names.join()}`,
  ];
  const answer = await slurmCommand('sacct', args);
  if (!answer.ok) return new Map();
  const lines = answer.output.split('\n').map((line) => {
    const [name, id = '', state = '', elapsed] = line.split('|');
    const [job, index] = id.split('_');
    return [name, job, index, state.split(' ')[0], elapsed, state].join('|');
  });
  return parseStates(lines.join('\n'));
}

/** Reads lines of name, job, index, state, time used and reason, with bars between. */
export function parseStates(text: string): ReadonlyMap<string, TaskState> {
  const states = new Map<string, TaskState>();
  for (const line of text.split('\n')) {
    const [name, job, index, state, used, reason] = line.trim().split('|');
    if (name === undefined || job === undefined || index === undefined || !/^\d+$/.test(index)) continue;
    const entry = { job, state: state ?? '', reason: reason ?? '', seconds: parseTime(used ?? '') };
    const key = taskKey(name, Number(index));
    const other = states.get(key);
    if (other === undefined || !isAlive(other)) states.set(key, entry);
  }
  return states;
}

/** Seconds in `1-02:03:04`, `02:03:04` or `3:04`; 0 where nothing was measured. */
export function parseTime(text: string): number {
  const match = /^(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+)$/.exec(text);
  const [days, hours, minutes, seconds] = (match?.slice(1) ?? []).map((part) => Number(part ?? 0));
  return (((days ?? 0) * 24 + (hours ?? 0)) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0);
}
