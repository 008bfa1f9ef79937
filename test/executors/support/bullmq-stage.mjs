import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startRedis } from './redis-server.mjs';
import { killProcess, startProcess } from './server.mjs';

const program = fileURLToPath(
  new URL('../../../packages/executor-bullmq/bin/tomoni-worker.mjs', import.meta.url),
);

/** A Redis server with two workers, on which studies are disturbed. */
export async function bullmqStage() {
  const redis = await startRedis();
  let workers = [];
  let log;
  const startWorker = () => {
    const options = ['--queue', 'tomoni-disturbed', '--redis', redis.url, '--concurrency', '2'];
    return startProcess(process.execPath, [program, ...options, '--lock-seconds', '1'], { log });
  };
  return {
    executor: 'bullmq',
    options: { connection: redis.url, attempts: 100 },
    env: process.env,
    async beginRound(folder) {
      log = join(folder, 'workers.log');
      workers = [startWorker(), startWorker()];
    },
    mend: () => undefined,
    async endRound() {
      await Promise.all(workers.map((worker) => worker.stop('SIGKILL')));
    },
    async stop() {
      await redis.stop();
    },
    disturbances: {
      async 'a worker is killed'(rng) {
        const index = rng.integer(workers.length);
        await workers[index].stop('SIGKILL');
        workers[index] = startWorker();
      },
      async "a trial's process is killed"(rng) {
        const pids = workers.flatMap((worker) => children(worker.process.pid));
        if (pids.length > 0) killProcess(pids[rng.integer(pids.length)]);
      },
      async 'Redis is killed'(rng) {
        await redis.kill();
        await delay(rng.integer(1_000));
        await redis.start();
        // a worker that started meanwhile has given up
        workers = workers.map((worker) => (worker.process.exitCode === null ? worker : startWorker()));
      },
    },
  };
}

function children(pid) {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return text.trim().split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}
