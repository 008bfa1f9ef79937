import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/**
 * Starts a program that goes on until it is stopped, its output in a file.
 *
 * @returns {{ process: import('node:child_process').ChildProcess, stop(signal?: NodeJS.Signals): Promise<void> }}
 */
export function startProcess(program, args, { log, env = process.env }) {
  const output = openSync(log, 'a');
  const child = spawn(program, args, { stdio: ['ignore', output, output], env });
  closeSync(output);
  const ended = once(child, 'exit').catch(() => undefined);
  return {
    process: child,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      await ended;
    },
  };
}

/** Waits until a condition holds, and says what a log holds where it does not in time. */
export async function until(condition, what, log, seconds = 30) {
  const end = Date.now() + seconds * 1000;
  while (Date.now() < end) {
    if (await condition()) return;
    await delay(50);
  }
  throw new Error(`${what} within ${seconds} s.\n${log === undefined ? '' : readFileSync(log, 'utf8')}`);
}

/** Kills a process, where it still runs. */
export function killProcess(id) {
  try {
    process.kill(id, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
