import { isAbsolute, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { TomoniError } from '@tomoni/spec';
import { type BullmqWorkerOptions, bullmqWorker } from './worker.js';

const usage = `Runs trials of a study out of a queue, until it is stopped.

tomoni-worker --queue <name> [options]

  --queue <name>          name of the queue: tomoni-<study> where the executor was given none
  --redis <url>           the Redis server (default: redis://127.0.0.1:6379)
  --concurrency <n>       trials that run at a time (default: 1)
  --lock-seconds <s>      time without a sign of life after which trials go to others (default: 30)
  --folder <path>         the study's folder on this machine, where its path is another than on the submitting one
  --run <path or url>     the module that runs the trials on this machine, likewise
  --help                  prints this

Ctrl-C or SIGTERM lets the trials under way end; a second one ends the worker at once, and others run them again.
`;

/**
 * The program `tomoni-worker`.
 *
 * @returns the exit code
 */
export async function workerCommand(args: readonly string[]): Promise<number> {
  try {
    const options = workerArguments(args);
    if (options === undefined) {
      process.stdout.write(usage);
      return 0;
    }
    await work(options);
    return 0;
  } catch (error) {
    process.stderr.write(`tomoni-worker: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

/** The options of a command line; `undefined` where help is wanted. */
export function workerArguments(args: readonly string[]): BullmqWorkerOptions | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      queue: { type: 'string' },
      redis: { type: 'string' },
      concurrency: { type: 'string' },
      'lock-seconds': { type: 'string' },
      folder: { type: 'string' },
      run: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return undefined;
  if (values.queue === undefined)
    throw new TomoniError({
      code: 'invalid-argument',
      what: 'No queue was named.',
      remedy: 'Name it with --queue; --help prints all options.',
    });
  return {
    queue: values.queue,
    ...(values.redis !== undefined && { connection: values.redis }),
    ...(values.concurrency !== undefined && { concurrency: Number(values.concurrency) }),
    ...(values['lock-seconds'] !== undefined && { lockSeconds: Number(values['lock-seconds']) }),
    ...(values.folder !== undefined && { folder: resolve(values.folder) }),
    ...(values.run !== undefined && { run: moduleUrl(values.run) }),
  };
}

function moduleUrl(text: string): string {
  return /^(file|data):/.test(text) && !isAbsolute(text) ? text : pathToFileURL(resolve(text)).href;
}

async function work(options: BullmqWorkerOptions): Promise<void> {
  const worker = await bullmqWorker({ ...options, log: (line) => process.stdout.write(`${line}\n`) });
  process.stdout.write(`waiting for trials in '${worker.queue}'\n`);
  await new Promise<void>((resolve, reject) => {
    let stopping = false;
    const stop = () => {
      if (stopping) process.exit(1);
      stopping = true;
      process.stdout.write('letting the trials under way end; once more ends them now\n');
      worker.close().then(resolve, reject);
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  });
}
