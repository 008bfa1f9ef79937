import { type ExecutorOptions, TomoniError, type TrialResult, type TrialSpec } from '@tomoni/spec';
import type { Job, Queue, QueueEvents } from 'bullmq';
import type { Redis } from 'ioredis';
import { jobIdOf, stopEvent, type TrialJob, type TrialJobProgress } from '../queue/trial-job.js';
import { loadBullmq } from '../redis/packages.js';

/** What a queue is opened for. */
export interface TrialQueueOptions {
  readonly redis: Redis;
  readonly name: string;
  readonly attempts: number;
  /** What all jobs of the study have in common. */
  readonly job: Omit<TrialJob, 'trial'>;
  readonly tell: NonNullable<ExecutorOptions['progress']>;
  /** Called when there may be something new. */
  readonly wake: () => void;
}

/** The trials of one study in a queue of BullMQ. */
export interface TrialQueue {
  /** Trials whose results have not been acknowledged. */
  readonly size: number;
  /** Whether Redis is there at the moment. */
  readonly connected: boolean;
  /** Adds a trial; one whose job is there already is waited for. */
  add(trial: TrialSpec): Promise<void>;
  /** Resolves when the next trial has been acknowledged, or the queue is closed. */
  room(): Promise<void>;
  /** Results that have come since the last call. */
  finished(): Promise<readonly TrialResult[]>;
  /** Removes the job of a trial whose result has been stored. */
  acknowledge(trial: string): Promise<void>;
  /** Takes the jobs that are left out of the queue, and has workers stop those under way, where Redis is there. */
  close(): Promise<void>;
}

interface Entry {
  readonly trial: TrialSpec;
  /** Whether its job was put into the queue. */
  added: boolean;
  delivered: boolean;
  /** Whether its start was told. */
  told: boolean;
}

type TrialBullmqJob = Job<TrialJob, TrialResult>;

/** Seconds after which a finished job that nobody asked for is removed. */
const keep = 30 * 24 * 3600;

/** Milliseconds that workers are given to stop a trial. */
const stopPatience = 10_000;

export async function openTrialQueue(options: TrialQueueOptions): Promise<TrialQueue> {
  const { redis, name, tell, wake } = options;
  const bullmq = await loadBullmq();
  const queue: Queue<TrialJob, TrialResult> = new bullmq.Queue(name, { connection: redis });
  const events: QueueEvents = new bullmq.QueueEvents(name, { connection: redis });
  const entries = new Map<string, Entry>();
  const done = new Set<string>();
  const roomWaiters = new Set<() => void>();
  let lookAtAll = false;
  let connected = true;

  queue.on('error', () => undefined);
  events.on('error', () => undefined);
  redis.on('close', onClose);
  redis.on('ready', onReady);
  events.on('completed', ({ jobId }) => onFinished(jobId));
  events.on('failed', ({ jobId }) => onFinished(jobId));
  events.on('progress', ({ jobId, data }) => onProgress(jobId, data));
  events.on('waiting', ({ jobId, prev }) => onRetry(jobId, prev));
  await events.waitUntilReady();

  return {
    get size() {
      return entries.size;
    },
    get connected() {
      return redis.status === 'ready';
    },
    async add(trial) {
      const id = jobIdOf(trial.id);
      const entry = { trial, added: false, delivered: false, told: false };
      entries.set(id, entry);
      await makeWay(id);
      await addJob(id, trial);
      entry.added = true;
      if (await isFinished(id)) onFinished(id);
    },
    room() {
      return new Promise((resolve) => roomWaiters.add(resolve));
    },
    async finished() {
      await look();
      const results: TrialResult[] = [];
      for (const id of done) {
        done.delete(id);
        const entry = entries.get(id);
        const job = entry === undefined || entry.delivered ? undefined : await queue.getJob(id);
        if (entry === undefined || job === undefined) continue;
        const result = await resultOf(job, entry.trial);
        if (result === undefined) continue;
        if (!entry.told) tell({ type: 'start', trial: entry.trial.id, worker: result.worker });
        entry.delivered = true;
        results.push(result);
      }
      return results;
    },
    async acknowledge(trial) {
      const id = jobIdOf(trial);
      entries.delete(id);
      await queue.remove(id);
      makeRoom();
    },
    async close() {
      redis.off('close', onClose);
      redis.off('ready', onReady);
      makeRoom();
      const isThere = redis.status === 'ready';
      const own = [...entries].filter(([, { added }]) => added).map(([id]) => id);
      if (isThere) await stop(own);
      const closed = Promise.allSettled([events.close(), queue.close()]);
      if (isThere) await closed;
    },
  };

  function onFinished(id: string): void {
    if (!entries.has(id)) return;
    done.add(id);
    wake();
  }

  function onProgress(id: string, data: unknown): void {
    const entry = entries.get(id);
    if (entry === undefined || entry.delivered || !isProgress(data)) return;
    const { id: trial } = entry.trial;
    if (!entry.told) tell({ type: 'start', trial, worker: data.worker });
    if (data.fraction > 0) tell({ type: 'progress', trial, fraction: data.fraction });
    entry.told = true;
  }

  function onRetry(id: string, previous: string | undefined): void {
    const entry = entries.get(id);
    if (entry === undefined || previous !== 'active') return;
    entry.told = false;
    tell({ type: 'retry', trial: entry.trial.id, reason: 'its worker or its process was lost' });
  }

  function onClose(): void {
    if (connected) tell({ type: 'notice', message: 'The connection to Redis is lost; connecting again.' });
    connected = false;
  }

  function onReady(): void {
    if (!connected) tell({ type: 'notice', message: 'Redis is there again.' });
    connected = true;
    lookAtAll = true;
    wake();
  }

  function makeRoom(): void {
    for (const resolve of roomWaiters) resolve();
    roomWaiters.clear();
  }

  async function addJob(id: string, trial: TrialSpec): Promise<void> {
    const { job, attempts } = options;
    const kept = { removeOnComplete: { age: keep }, removeOnFail: { age: keep } };
    await queue.add('trial', { ...job, trial }, { jobId: id, attempts, ...kept });
  }

  /** Removes what an earlier run of another module left under the id. */
  async function makeWay(id: string): Promise<void> {
    const found = await queue.getJob(id);
    if (found === undefined || isOurs(found.data)) return;
    const isSameStudy = found.data.folder === options.job.folder;
    if (!isSameStudy && !(await isFinished(id)))
      throw new TomoniError({
        code: 'invalid-argument',
        what: `The queue '${name}' holds a job '${id}' of the study in '${found.data.folder}'.`,
        remedy: "Give each study a queue of its own: the option 'queue' of bullmq(…).",
      });
    await stop([id]);
    await queue.remove(id);
  }

  function isOurs({ folder, run }: TrialJob): boolean {
    return folder === options.job.folder && run === options.job.run;
  }

  async function isFinished(id: string): Promise<boolean> {
    const state = await queue.getJobState(id);
    return state === 'completed' || state === 'failed';
  }

  /** Finds finished jobs whose events were missed and, after a lost connection, jobs that Redis has lost. */
  async function look(): Promise<void> {
    const all = lookAtAll;
    lookAtAll = false;
    for (const id of await queue.getRanges(['completed', 'failed'], 0, -1)) if (entries.has(id)) done.add(id);
    if (!all) return;
    for (const [id, { trial, added, delivered }] of [...entries]) {
      if (!added || delivered || (await queue.getJobState(id)) !== 'unknown') continue;
      tell({ type: 'retry', trial: trial.id, reason: 'Redis has lost its job' });
      await addJob(id, trial);
    }
  }

  /** What a finished job ended in; `undefined` where it was not at its end after all. */
  async function resultOf(job: TrialBullmqJob, trial: TrialSpec): Promise<TrialResult | undefined> {
    if (await job.isCompleted()) return job.returnvalue;
    if (!(await job.isFailed())) return undefined;
    const { processedOn = job.timestamp, finishedOn = processedOn, attemptsStarted, failedReason } = job;
    const often = attemptsStarted === 1 ? 'once' : `${attemptsStarted} times`;
    return {
      trial,
      startedAt: new Date(processedOn).toISOString(),
      seconds: (finishedOn - processedOn) / 1000,
      worker: isProgress(job.progress) ? job.progress.worker : 'unknown',
      status: 'failed',
      error: {
        message: `The process that ran the trial was lost ${often}: ${failedReason}`,
        code: 'worker-lost',
      },
    };
  }

  /** Removes jobs that wait, and has workers stop those under way; results that come meanwhile are left for the next run. */
  async function stop(ids: readonly string[]): Promise<void> {
    let active = await removeIdle(ids);
    if (active.length === 0) return;
    const producer = new bullmq.QueueEventsProducer(name, { connection: redis });
    for (const jobId of active) await producer.publishEvent({ eventName: stopEvent, jobId });
    await producer.close();
    const end = Date.now() + stopPatience;
    while (active.length > 0 && Date.now() < end) {
      await new Promise((resolve) => setTimeout(resolve, 100));
      active = await removeIdle(active);
    }
  }

  /** Removes all jobs but those that have a result; gives those that a worker is at. */
  async function removeIdle(ids: readonly string[]): Promise<readonly string[]> {
    const active: string[] = [];
    for (const id of ids) {
      const state = await queue.getJobState(id);
      if (state === 'active') active.push(id);
      else if (state !== 'completed' && (await queue.remove(id)) === 0 && state !== 'unknown')
        active.push(id);
    }
    return active;
  }
}

function isProgress(value: unknown): value is TrialJobProgress {
  return typeof value === 'object' && value !== null && 'worker' in value && 'fraction' in value;
}
