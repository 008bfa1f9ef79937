import * as tf from '@tensorflow/tfjs';
import { TomoniError } from '@tomoni/spec';
import type { Engine, EngineOptions } from './engine.js';
import { type EngineName, engineNames, engines } from './engines.js';
import { cumsumGradient } from './gradients/cumsum.js';
import { replaceGradient } from './replace-gradient.js';
import { silenceAdvertisement } from './silence.js';

/** Which engine runs, and why. */
export interface EngineReport {
  readonly name: EngineName;
  /** Sentences: why this engine, what was tried before it, and what could not be had as asked. */
  readonly why: string;
  /** Threads that compute. */
  readonly threads: number;
  /** Version of the package that computes. */
  readonly version: string;
}

let current: EngineReport | undefined;

/**
 * Chooses the engine that runs TensorFlow.js, starts it and tests it.
 *
 * `auto` takes the first that starts of `tfjs-node-gpu`, `tfjs-node`, `wasm`, `cpu`.
 *
 * @throws TomoniError `unavailable` where the engine does not start (with the install line where a package is
 *   missing), `invalid-argument` for an unknown name or options that the engine cannot take
 *
 * @example
 * ```ts
 * import { useEngine } from '@tomoni/engines';
 *
 * const engine = await useEngine('auto');
 * console.log(`${engine.name}, ${engine.threads} threads. ${engine.why}`);
 * ```
 */
export async function useEngine(
  name: EngineName | 'auto' = 'auto',
  options: EngineOptions = {},
): Promise<EngineReport> {
  checkOptions(options);
  silenceAdvertisement();
  replaceGradient(cumsumGradient);
  if (name !== 'auto') {
    const engine = engines.find((candidate) => candidate.name === name);
    if (engine === undefined)
      throw new TomoniError({
        code: 'invalid-argument',
        what: `There is no engine '${name}'.`,
        remedy: `Choose one of 'auto', ${engineNames.map((known) => `'${known}'`).join(', ')}.`,
      });
    return begin(engine, options, 'It was asked for.');
  }
  const failures: TomoniError[] = [];
  for (const engine of engines) {
    const before = failures.map((failure) => failure.what).join(' ');
    try {
      return await begin(
        engine,
        options,
        before === '' ? 'It is the first choice.' : `${before} It is next.`,
      );
    } catch (error) {
      if (!(error instanceof TomoniError)) throw error;
      failures.push(error);
    }
  }
  throw new TomoniError({
    code: 'unavailable',
    what: `No engine starts. ${failures.map((failure) => failure.what).join(' ')}`,
    cause: failures.at(-1),
  });
}

/**
 * The engine that `useEngine` started last, `undefined` before its first call.
 *
 * @example
 * ```ts
 * import { currentEngine } from '@tomoni/engines';
 *
 * console.log(currentEngine()?.name ?? 'none yet');
 * ```
 */
export function currentEngine(): EngineReport | undefined {
  return current;
}

async function begin(engine: Engine<EngineName>, options: EngineOptions, why: string): Promise<EngineReport> {
  const { threads, version, notes } = await engine.start(options);
  await tf.ready();
  current = { name: engine.name, why: [why, ...notes].join(' '), threads, version };
  return current;
}

function checkOptions({ threads, memoryLimit }: EngineOptions): void {
  for (const [name, value] of Object.entries({ threads, memoryLimit }))
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 1))
      throw new TomoniError({
        code: 'invalid-argument',
        what: `The engine option ${name} is ${value}.`,
        remedy: 'Give a whole number of at least 1.',
      });
}
