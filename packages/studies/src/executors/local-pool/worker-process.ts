import { type ChildProcess, fork } from 'node:child_process';
import { hostname } from 'node:os';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { TrialResult } from '@tomoni/spec';
import { type FromWorker, settingsVariable, type ToWorker, type WorkerSettings } from './messages.js';

/** What became of a trial that a worker was given. */
export type WorkerAnswer =
  | { readonly type: 'result'; readonly result: TrialResult; readonly resident: number }
  | { readonly type: 'aborted' }
  /** The worker is gone, for a reason in words. */
  | { readonly type: 'lost'; readonly reason: string; readonly outOfMemory: boolean };

/** How a worker is started. */
export interface WorkerOptions extends WorkerSettings {
  readonly environment: Readonly<Record<string, string>>;
}

/** How much of what a worker wrote to its error stream is told when it is lost. */
const keptErrors = 600;

/** A child process that runs one trial at a time. */
export class WorkerProcess {
  readonly #child: ChildProcess;
  readonly #closed: Promise<void>;
  #errors = '';
  #lastWords = '';
  #answer: ((answer: WorkerAnswer) => void) | undefined;
  #progress: (fraction: number) => void = () => undefined;
  #lost: Extract<WorkerAnswer, { type: 'lost' }> | undefined;

  constructor({ memory, environment }: WorkerOptions) {
    const settings: WorkerSettings = { memory };
    this.#child = fork(fileURLToPath(new URL('./worker.js', import.meta.url)), {
      env: { ...process.env, ...environment, [settingsVariable]: JSON.stringify(settings) },
      execArgv: memory === undefined ? [] : [`--max-old-space-size=${Math.ceil(memory)}`],
      stdio: ['ignore', 'inherit', 'pipe', 'ipc', 'pipe'],
    });
    this.#child.stderr?.on('data', (data: Buffer) => {
      process.stderr.write(data);
      this.#errors = `${this.#errors}${data}`.slice(-keptErrors);
    });
    (this.#child.stdio[4] as Readable | null)?.on('data', (data: Buffer) => {
      this.#lastWords += data;
    });
    this.#child.on('message', (message: FromWorker) => {
      if (message.type === 'progress') this.#progress(message.fraction);
      else this.#give(message);
    });
    this.#closed = new Promise((resolve) => {
      const end = (reason: string) => {
        this.#lost ??= { type: 'lost', ...this.#reason(reason) };
        this.#give(this.#lost);
        resolve();
      };
      this.#child.once('error', (error) => end(`it could not be started or reached: ${error.message}`));
      this.#child.once('close', (code, signal) =>
        end(signal === null ? `it ended with code ${code}` : `${signal} ended it`),
      );
    });
  }

  /** The machine and the process. */
  get name(): string {
    return `${hostname()}:${this.#child.pid ?? 'none'}`;
  }

  get isLost(): boolean {
    return this.#lost !== undefined || this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Has a trial run, the only one at that time. */
  run(
    work: Omit<Extract<ToWorker, { type: 'run' }>, 'type'>,
    progress: (fraction: number) => void,
  ): Promise<WorkerAnswer> {
    this.#progress = progress;
    return new Promise((resolve) => {
      this.#answer = resolve;
      if (this.#lost !== undefined) this.#give(this.#lost);
      else this.#send({ type: 'run', ...work });
    });
  }

  /** Asks the trial under way to stop; it may write a checkpoint first. */
  abort(): void {
    this.#send({ type: 'abort' });
  }

  /** Ends the process at once. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#closed;
  }

  /** A message that cannot be sent finds a worker that is about to be lost. */
  #send(message: ToWorker): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }

  #give(answer: WorkerAnswer): void {
    const take = this.#answer;
    this.#answer = undefined;
    take?.(answer);
  }

  #reason(ending: string): { readonly reason: string; readonly outOfMemory: boolean } {
    const heap = /heap out of memory/i.test(this.#errors);
    if (this.#lastWords !== '') return { reason: this.#lastWords, outOfMemory: true };
    const said = this.#errors.trim().split('\n').at(-1) ?? '';
    return { reason: said === '' || heap ? ending : `${ending}, after '${said}'`, outOfMemory: heap };
  }
}
