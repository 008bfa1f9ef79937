import { requireKnownOptions } from '@tomoni/spec';
import type { Callback } from '../run/fit-options.js';
import { plainProgress } from './plain-progress.js';
import { terminalProgress } from './terminal-progress.js';

/** Options of {@link progressBar}. */
export interface ProgressBarOptions {
  /** Where progress is written. Default: standard error. */
  readonly stream?: NodeJS.WritableStream;
}

/**
 * Shows how far a run has come: a bar with epoch, losses and time left on a terminal, plain lines elsewhere.
 *
 * The time left is that of all epochs; early stopping may end the run before.
 *
 * @example
 * ```ts
 * import { progressBar } from '@tomoni/training';
 *
 * const options = { seed: 1, callbacks: [progressBar({ stream: process.stdout })] };
 * ```
 */
export function progressBar(options: ProgressBarOptions = {}): Callback {
  requireKnownOptions('progressBar()', options, ['stream']);
  const { stream = process.stderr } = options;
  return isTerminal(stream) ? terminalProgress(stream) : plainProgress((line) => stream.write(`${line}\n`));
}

function isTerminal(stream: NodeJS.WritableStream): stream is NodeJS.WriteStream {
  return 'isTTY' in stream && stream.isTTY === true;
}
