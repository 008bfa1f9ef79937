/**
 * A thread beside a worker's trial, which may keep the main thread busy for long: it ends the process when its parent has
 * ended, or when it holds more memory than it may.
 */
import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { lastWords, settingsVariable, type WorkerSettings } from './messages.js';

/** Milliseconds between looks. */
const interval = 200;

const parent: number = workerData;
const { memory }: WorkerSettings = JSON.parse(process.env[settingsVariable] ?? '{}');

setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL');
  const resident = process.memoryUsage.rss() / 2 ** 20;
  if (memory === undefined || resident <= memory) return;
  writeSync(lastWords, `it held ${Math.round(resident)} MiB of memory, and may hold ${memory}`);
  process.kill(process.pid, 'SIGKILL');
}, interval);
