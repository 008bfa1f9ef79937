import { fileURLToPath } from 'node:url';
import { TomoniError } from '@tomoni/spec';
import type { QueueEventsListener } from 'bullmq';
import type { Redis } from 'ioredis';
import { stopEvent } from '../queue/trial-job.js';
import type { RedisAddress } from '../redis/address.js';
import { connectRedis } from '../redis/connect.js';
import { loadBullmq } from '../redis/packages.js';
import { overrides } from './processor.js';

/** What a worker works on, and how. */
export interface BullmqWorkerOptions {
  /** The Redis server. Default: `redis://127.0.0.1:6379`. */
  readonly connection?: RedisAddress;
  /** Name of the queue: `tomoni-` and the name of the study where the executor was given none. */
  readonly queue: string;
  /** How many trials run at a time, each in a process of its own. Default: 1. */
  readonly concurrency?: number;
  /** Seconds without a sign of life after which this worker's trials are given to others. Default: 30. */
  readonly lockSeconds?: number;
  /** The study's folder on this machine. Default: the path that it has on the submitting machine. */
  readonly folder?: string;
  /** URL of the module that runs the trials on this machine. Default: the one that it has on the submitting machine. */
  readonly run?: string;
  /** Told what the worker does, line by line. Default: nobody. */
  readonly log?: (line: string) => void;
}

/** A worker under way. */
export interface BullmqWorker {
  readonly queue: string;
  /** Takes no more trials, and resolves when those under way have ended. */
  close(): Promise<void>;
}

/** The file that BullMQ loads into the trials' processes, found from `src` and from `dist` alike. */
const processor = new URL('../../bin/processor.mjs', import.meta.url);

/**
 * Runs trials out of a queue until it is closed. Each runs in a process apart, so that a trial that computes for long does not
 * keep the worker from renewing its lock.
 *
 * @throws TomoniError `invalid-argument` where a number is out of range; `unavailable` where `bullmq` and `ioredis` are
 *   not installed or Redis cannot be reached
 *
 * @example
 * ```ts
 * import { bullmqWorker } from '@tomoni/executor-bullmq';
 *
 * const worker = await bullmqWorker({
 *   connection: 'redis://queue.example.org:6379',
 *   queue: 'tomoni-interest',
 *   concurrency: 2,
 *   log: console.log,
 * });
 * process.once('SIGTERM', () => worker.close());
 * ```
 */
export async function bullmqWorker(options: BullmqWorkerOptions): Promise<BullmqWorker> {
  const {
    connection,
    queue,
    concurrency = 1,
    lockSeconds = 30,
    folder,
    run,
    log = () => undefined,
  } = options;
  requireAtLeast('concurrency', concurrency, 1);
  requireAtLeast('lockSeconds', lockSeconds, 1);
  const { QueueEvents, Worker } = await loadBullmq();
  const { redis, end } = await connectRedis(connection);
  const env = {
    ...process.env,
    ...(folder !== undefined && { [overrides.folder]: folder }),
    ...(run !== undefined && { [overrides.run]: run }),
  };
  const worker = new Worker(queue, fileURLToPath(processor), {
    connection: redis,
    concurrency,
    lockDuration: lockSeconds * 1000,
    stalledInterval: lockSeconds * 1000,
    maxStalledCount: Number.MAX_SAFE_INTEGER,
    workerForkOptions: { env },
  });
  const events = new QueueEvents(queue, { connection: redis });
  events.on<StopListener>(stopEvent, ({ jobId }: StopRequest) => {
    if (worker.cancelJob(jobId)) log(`stopped ${jobId}`);
  });
  logConnection(redis, log);
  worker.on('error', (error) => redis.status === 'ready' && log(`error: ${error.message}`));
  events.on('error', () => undefined);
  worker.on('active', ({ id }) => log(`began ${id}`));
  worker.on('completed', ({ id }) => log(`finished ${id}`));
  worker.on('failed', (job, error) => log(`lost ${job?.id}: ${error.message}`));
  await Promise.all([worker.waitUntilReady(), events.waitUntilReady()]);
  return {
    queue,
    async close() {
      await worker.close();
      await events.close();
      end();
    },
  };
}

/** Tells when the connection breaks and when it is there again. */
function logConnection(redis: Redis, log: (line: string) => void): void {
  let connected = true;
  redis.on('close', () => {
    if (connected) log('the connection to Redis is lost; connecting again');
    connected = false;
  });
  redis.on('ready', () => {
    if (!connected) log('Redis is there again');
    connected = true;
  });
}

/** The events that stop a trial. */
interface StopListener extends QueueEventsListener {
  [stopEvent]: (request: StopRequest, id: string) => void;
}

interface StopRequest {
  readonly jobId: string;
}

function requireAtLeast(name: string, value: number, least: number): void {
  if (Number.isFinite(value) && value >= least) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `'${name}' is ${value}.`,
    remedy: `Give a number of at least ${least}.`,
  });
}
