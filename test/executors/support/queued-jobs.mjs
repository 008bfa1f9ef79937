import { createRequire } from 'node:module';

const require = createRequire(new URL('../../../packages/executor-bullmq/package.json', import.meta.url));

/** @returns {Promise<string[]>} ids of all jobs in a queue */
export async function queuedJobs(port, name) {
  const { Queue } = require('bullmq');
  const queue = new Queue(name, { connection: { port } });
  const ids = await queue.getRanges(['waiting', 'active', 'completed', 'failed', 'delayed'], 0, -1);
  await queue.close();
  return ids;
}
