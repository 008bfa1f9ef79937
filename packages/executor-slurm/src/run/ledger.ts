import { randomUUID } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { type ExecutorOptions, TomoniError, type TrialResult, type TrialSpec } from '@tomoni/spec';
import {
  type Batch,
  batchFolder,
  earlierBatches,
  removeBatch,
  scriptFile,
  writeBatch,
  writeSubmission,
} from '../batch/batch.js';
import { readJson } from '../batch/json-file.js';
import { batchScript } from '../batch/script.js';
import { type SharedFolder, trialFile } from '../batch/shared-folder.js';
import { accountStates, isAlive, queueStates, type TaskState, taskKey } from '../commands/queue.js';
import { cancel, raiseThrottle, submit } from '../commands/submit.js';
import type { SlurmSettings } from '../slurm-options.js';
import type { TaskProgress } from '../task/task-progress.js';
import { lostResult } from './lost-result.js';
import { grants } from './throttle.js';

/** What a ledger is kept for. */
export interface LedgerOptions {
  readonly settings: SlurmSettings;
  readonly shared: SharedFolder;
  readonly study: string;
  /** URL of the module whose default export runs a trial. */
  readonly run: string;
  /** The most tasks in an array, and in Slurm's queue. */
  readonly limit: number;
  readonly tell: NonNullable<ExecutorOptions['progress']>;
}

/** Knows of every trial where it is: waiting, in an array, or done. */
export interface Ledger {
  /** Trials whose results have not been acknowledged. */
  readonly size: number;
  /** How many trials may be added: none while much is still in the queue, so that arrays are not many and small. */
  room(): number;
  add(trial: TrialSpec): void;
  /** The results that have come since the last call. */
  results(): Promise<readonly TrialResult[]>;
  /** Looks at results and queue, submits what waits and what was lost, and gives the results that came. */
  advance(): Promise<readonly TrialResult[]>;
  /** Forgets a trial whose result has been stored. */
  acknowledge(trial: string): Promise<void>;
  /** Cancels whatever is still in the queue. */
  close(): Promise<void>;
}

interface Entry {
  readonly trial: TrialSpec;
  /** How often its task was lost. */
  losses: number;
  /** Where it is in Slurm's queue. */
  place?: Place;
  delivered: boolean;
  /** How far it was when that was last told. */
  told?: number;
}

interface Place {
  readonly array: SubmittedArray;
  readonly index: number;
}

interface SubmittedArray {
  readonly batch: Batch;
  /** Number in Slurm; not there until `sbatch` has answered. */
  job?: string;
  /** Whether `sbatch` was called without an answer: the array may be in the queue all the same. */
  uncertain: boolean;
  throttle: number;
  /** By task, when it was first seen to be neither waiting nor running, in milliseconds. */
  readonly endedAt: Map<number, number>;
}

/**
 * Opens the ledger of a study, with what earlier runs left in Slurm's queue.
 *
 * @throws TomoniError `unavailable` where Slurm's controller does not answer
 */
export async function openLedger(options: LedgerOptions): Promise<Ledger> {
  const { settings, shared, study, run, limit, tell } = options;
  const entries = new Map<string, Entry>();
  const arrays = new Set<SubmittedArray>(await adoptEarlier(shared, run));
  const adopted = placesByTrial(arrays);
  let lookedAt = 0;
  let silent = false;
  let refused = false;
  let heldBack = '';

  return {
    get size() {
      return entries.size;
    },
    room() {
      const room = limit * settings.trialsPerTask - entries.size;
      return room * 2 >= limit * settings.trialsPerTask ? room : 0;
    },
    add(trial) {
      const place = adopted.get(trial.id);
      const losses = place?.array.batch.losses[trial.id] ?? 0;
      entries.set(trial.id, { trial, losses, delivered: false, ...(place && { place }) });
    },
    results: readResults,
    async advance() {
      const states = await lookAtQueue();
      const results = [...(await readResults())];
      if (states !== undefined) results.push(...(await judge(states)));
      await sweep();
      await place();
      await submitArrays();
      return results;
    },
    async acknowledge(trial) {
      entries.delete(trial);
      const files = [shared.results, shared.progress].map((folder) => trialFile(folder, trial));
      await Promise.all(files.map((file) => rm(file, { force: true })));
    },
    async close() {
      await withdraw(shared, [...arrays]);
    },
  };

  /** The state of every task, where it is time to look and the controller answers. */
  async function lookAtQueue(): Promise<ReadonlyMap<string, TaskState> | undefined> {
    const names = [...arrays].filter(isKnownToSlurm).map(({ batch }) => batch.name);
    if (names.length === 0 || Date.now() < lookedAt + settings.pollSeconds * 1000) return undefined;
    const states = await queueStates(names);
    lookedAt = Date.now();
    if ('silent' in states) {
      if (!silent)
        tell({ type: 'notice', message: `Slurm's controller does not answer; waiting. (${states.silent})` });
      silent = true;
      return undefined;
    }
    if (silent) tell({ type: 'notice', message: "Slurm's controller answers again." });
    silent = false;
    return states;
  }

  async function readResults(): Promise<readonly TrialResult[]> {
    const files = new Set(await readdir(shared.results));
    const results: TrialResult[] = [];
    for (const entry of entries.values()) {
      const file = trialFile(shared.results, entry.trial.id);
      if (entry.delivered || !files.has(basename(file))) continue;
      const result = await readJson<TrialResult>(file);
      if (result === undefined) continue;
      if (entry.told === undefined) tell({ type: 'start', trial: entry.trial.id, worker: result.worker });
      deliver(entry);
      results.push(result);
    }
    return results;
  }

  function deliver(entry: Entry): void {
    entry.delivered = true;
    delete entry.place;
  }

  /** Finds the tasks that ended and left trials without results: they are run again, or have failed. */
  async function judge(states: ReadonlyMap<string, TaskState>): Promise<readonly TrialResult[]> {
    const results: TrialResult[] = [];
    for (const array of arrays) {
      if (!confirm(array, states)) continue;
      for (const [index, trials] of unfinished(array)) {
        const state = states.get(taskKey(array.batch.name, index));
        if (state !== undefined && isAlive(state)) {
          array.endedAt.delete(index);
          await tellProgress(state, trials);
        } else if (isOverdue(array, index)) {
          const failed = await lose(array, index, trials, state);
          if (failed !== undefined) results.push(failed);
        }
      }
    }
    return results;
  }

  /** Whether Slurm is known to have the array; one that `sbatch` did not answer for may be found in the queue. */
  function confirm(array: SubmittedArray, states: ReadonlyMap<string, TaskState>): boolean {
    if (array.job === undefined) {
      const job = states.get(taskKey(array.batch.name, 0))?.job;
      if (job === undefined) array.uncertain = false;
      else array.job = job;
    }
    return array.job !== undefined;
  }

  async function tellProgress(state: TaskState, [entry]: readonly Entry[]): Promise<void> {
    if (/^PENDING/.test(state.state)) tellHeldBack(state);
    if (!/^RUNNING/.test(state.state) || entry === undefined) return;
    const trial = entry.trial.id;
    const progress = await readJson<TaskProgress>(trialFile(shared.progress, trial));
    if (progress === undefined || progress.fraction === entry.told) return;
    if (entry.told === undefined) tell({ type: 'start', trial, worker: progress.worker });
    if (progress.fraction > 0) tell({ type: 'progress', trial, fraction: progress.fraction });
    entry.told = progress.fraction;
  }

  function tellHeldBack({ reason }: TaskState): void {
    const usual = /^(None|Priority|Resources|JobArrayTaskLimit|BeginTime|Dependency|InvalidQOS)?$/;
    if (usual.test(reason) || reason === heldBack) return;
    heldBack = reason;
    tell({ type: 'notice', message: `Slurm lets tasks wait: ${reason}.` });
  }

  /** Whether an ended task has had the time that its results may take to appear here. */
  function isOverdue({ endedAt }: SubmittedArray, index: number): boolean {
    const now = Date.now();
    const ended = endedAt.get(index) ?? now;
    endedAt.set(index, ended);
    return now - ended >= settings.graceSeconds * 1000;
  }

  /** Charges the loss of a task to the trial that it was at; those behind it wait for another. */
  async function lose(
    array: SubmittedArray,
    index: number,
    trials: readonly Entry[],
    seen: TaskState | undefined,
  ): Promise<TrialResult | undefined> {
    const { name } = array.batch;
    const state = seen ?? (await accountStates([name])).get(taskKey(name, index));
    for (const entry of trials) delete entry.place;
    const [entry] = trials;
    if (entry === undefined) return undefined;
    entry.losses++;
    delete entry.told;
    const task = `${array.job}_${index}`;
    if (entry.losses <= settings.retries) {
      const reason = `Slurm's task ${task}: ${state?.state ?? 'no longer in the queue'}`;
      tell({ type: 'retry', trial: entry.trial.id, reason });
      return undefined;
    }
    const { trial, losses } = entry;
    deliver(entry);
    const log = `${shared.logs}/${name}-${index}.log`;
    const progress = await readJson<TaskProgress>(trialFile(shared.progress, trial.id));
    return lostResult({ trial, losses, task, state, progress, log, submittedAt: array.batch.writtenAt });
  }

  /** Trials of an array that are still to come, by task, in the order in which the task runs them. */
  function unfinished(array: SubmittedArray): ReadonlyMap<number, readonly Entry[]> {
    const tasks = array.batch.tasks.map((trials, index) => {
      const own = trials
        .map(({ id }) => entries.get(id))
        .filter((entry) => entry?.place?.array === array && entry.place.index === index);
      return [index, own.filter((entry) => entry !== undefined)] as const;
    });
    return new Map(tasks.filter(([, own]) => own.length > 0));
  }

  /** Removes arrays of this run that nothing is expected from. */
  async function sweep(): Promise<void> {
    for (const array of arrays)
      if (!isAdopted(array) && unfinished(array).size === 0) {
        arrays.delete(array);
        await removeBatch(shared, array.batch.name);
      }
  }

  function isAdopted({ batch }: SubmittedArray): boolean {
    return batch.tasks.some((trials) => trials.some(({ id }) => adopted.get(id)?.array.batch === batch));
  }

  /** Writes the waiting trials into a new array, as far as tasks may still be started. */
  async function place(): Promise<void> {
    const waiting = [...entries.values()].filter((entry) => !entry.delivered && entry.place === undefined);
    if (waiting.length === 0) return;
    const shares = grants(sizes(), settings.maxParallel);
    if (shares.left < 1) return;
    const fresh = waiting.filter(({ losses }) => losses === 0);
    const again = waiting.filter(({ losses }) => losses > 0);
    const tasks = [...again.map((entry) => [entry]), ...chunks(fresh, settings.trialsPerTask)].slice(
      0,
      limit,
    );
    const batch: Batch = {
      version: 1,
      name: `tomoni-${study}-${randomUUID().slice(0, 8)}`,
      writtenAt: new Date().toISOString(),
      study: shared.study,
      run,
      tasks: tasks.map((task) => task.map(({ trial }) => trial)),
      losses: Object.fromEntries(again.map(({ trial, losses }) => [trial.id, losses])),
    };
    const script = batchScript(batchFolder(shared, batch.name), settings.setup, settings.node);
    await writeBatch(shared, batch, script);
    const throttle = Math.min(tasks.length, shares.left);
    const array: SubmittedArray = { batch, uncertain: false, throttle, endedAt: new Map() };
    arrays.add(array);
    tasks.forEach((task, index) => {
      for (const entry of task) entry.place = { array, index };
    });
  }

  function sizes(): readonly number[] {
    return [...arrays].map((array) => unfinished(array).size);
  }

  /** Submits what Slurm does not have yet, and lets later arrays take the turns that earlier ones no longer need. */
  async function submitArrays(): Promise<void> {
    const { shares } = grants(sizes(), settings.maxParallel);
    for (const [index, array] of [...arrays].entries()) {
      if (array.job === undefined && !array.uncertain) await submitArray(array);
      const share = shares[index] ?? 0;
      if (array.job === undefined || settings.maxParallel === undefined || share <= array.throttle) continue;
      await raiseThrottle(array.job, share);
      array.throttle = share;
    }
  }

  async function submitArray(array: SubmittedArray): Promise<void> {
    const { name, tasks } = array.batch;
    const answer = await submit(settings, {
      name,
      script: scriptFile(shared, name),
      logs: shared.logs,
      tasks: tasks.length,
      ...(settings.maxParallel !== undefined && { throttle: array.throttle }),
    });
    if ('later' in answer) {
      if (!refused) tell({ type: 'notice', message: `Slurm takes no tasks now; waiting. (${answer.later})` });
      refused = true;
      array.uncertain = true;
      return;
    }
    refused = false;
    array.job = answer.job;
    await writeSubmission(shared, name, answer.job);
  }
}

function isKnownToSlurm({ job, uncertain }: SubmittedArray): boolean {
  return job !== undefined || uncertain;
}

/** Arrays of earlier runs that are worth waiting for; those of another module, and those never submitted, are withdrawn. */
async function adoptEarlier(shared: SharedFolder, run: string): Promise<readonly SubmittedArray[]> {
  const earlier = await earlierBatches(shared);
  if (earlier.length === 0) return [];
  const states = await queueStates(earlier.map(({ batch }) => batch.name));
  if ('silent' in states)
    throw new TomoniError({
      code: 'unavailable',
      what: `Slurm's controller does not answer: ${states.silent}`,
      remedy: 'Look at the cluster with: scontrol ping, and run the study again when it answers.',
    });
  const arrays = earlier.map(({ batch, job }): SubmittedArray => {
    const found = job ?? states.get(taskKey(batch.name, 0))?.job;
    return { batch, ...(found && { job: found }), uncertain: false, throttle: 0, endedAt: new Map() };
  });
  const isWanted = ({ batch, job }: SubmittedArray) => job !== undefined && batch.run === run;
  await withdraw(
    shared,
    arrays.filter((array) => !isWanted(array)),
  );
  return arrays.filter(isWanted);
}

/** By trial, its place in the newest array that holds it. */
function placesByTrial(arrays: Iterable<SubmittedArray>): ReadonlyMap<string, Place> {
  const places = new Map<string, Place>();
  for (const array of arrays)
    for (const [index, trials] of array.batch.tasks.entries())
      for (const { id } of trials) places.set(id, { array, index });
  return places;
}

async function withdraw(shared: SharedFolder, arrays: readonly SubmittedArray[]): Promise<void> {
  await cancel(arrays.map(({ batch }) => batch.name));
  await Promise.all(arrays.map(({ batch }) => removeBatch(shared, batch.name)));
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, index) => items.slice(index * size, (index + 1) * size));
}
