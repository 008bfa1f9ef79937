import * as tf from '@tensorflow/tfjs';
import { TomoniError } from '@tomoni/spec';
import type { Engine, EngineOptions } from './engine.js';
import { automatic, type EngineName, engineNames, engines } from './engines.js';
import { silenceAdvertisement } from './silence.js';

/** Which engine runs, and why. */
export interface EngineReport {
  readonly name: EngineName;
  /** Sentences: why this engine, what was tried before it, and what could not be had as asked. */
  readonly why: string;
  /** Threads that compute on this machine's processor. */
  readonly threads: number;
  /** What computes: `processor`, or the name of a graphics processor. */
  readonly device: string;
  /** Version of the package that computes. */
  readonly version: string;
}

let current: EngineReport | undefined;

/** Calls wait for each other: an engine is started once. */
let turn: Promise<unknown> = Promise.resolve();

/**
 * Chooses the engine that runs TensorFlow.js, starts it and tests it.
 *
 * `auto` takes the first that starts of `tfjs-node-gpu`, `onnxruntime`, `tfjs-node`, `wasm`, `cpu`. `webgpu` has to be asked for, since
 * the graphics processor that it finds may be the slower one.
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
export function useEngine(
  name: EngineName | 'auto' = 'auto',
  options: EngineOptions = {},
): Promise<EngineReport> {
  const choice = turn.then(() => choose(name, options));
  turn = choice.catch(() => {});
  return choice;
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

async function choose(name: EngineName | 'auto', options: EngineOptions): Promise<EngineReport> {
  checkOptions(options);
  silenceAdvertisement();
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
  for (const engine of automatic) {
    const before = failures.map((failure) => failure.what).join(' ');
    try {
      return await begin(
        engine,
        options,
        before === '' ? 'It is the first choice.' : `${before} It is next.`,
      );
    } catch (error) {
      failures.push(asFailure(error, engine.name));
    }
  }
  throw new TomoniError({
    code: 'unavailable',
    what: `No engine starts. ${failures.map((failure) => failure.what).join(' ')}`,
    cause: failures.at(-1),
  });
}

/** Starts an engine; where that fails, the one before goes on. */
async function begin(engine: Engine<EngineName>, options: EngineOptions, why: string): Promise<EngineReport> {
  const before = tf.getBackend();
  try {
    refuseOthers(engine, options);
    const { threads, device, version, notes } = await engine.start(options);
    current = { name: engine.name, why: [why, ...notes].join(' '), threads, device, version };
    return current;
  } catch (error) {
    if (current !== undefined && tf.findBackendFactory(before) !== null) await tf.setBackend(before);
    throw asFailure(error, engine.name);
  }
}

function asFailure(error: unknown, name: string): TomoniError {
  if (error instanceof TomoniError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new TomoniError({
    code: 'unavailable',
    what: `The engine ${name} does not start: ${reason}`,
    cause: error,
  });
}

/** Options of other engines are not passed over in silence. */
function refuseOthers({ name, takes }: Engine, options: EngineOptions): void {
  for (const [option, value] of Object.entries(options))
    if (value !== undefined && !takes.some((taken) => taken === option)) {
      const others = engines.filter((engine) => engine.takes.some((taken) => taken === option));
      throw new TomoniError({
        code: 'invalid-argument',
        what: `The engine ${name} takes no option ${option}.`,
        remedy:
          others.length === 0
            ? `It takes ${takes.join(', ') || 'none'}.`
            : `Leave the option out, or use ${others.map((engine) => engine.name).join(' or ')}.`,
      });
    }
}

function checkOptions({ threads, memoryLimit, device }: EngineOptions): void {
  if (device !== undefined && device !== 'cpu' && device !== 'webgpu')
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The engine option device is ${String(device)}.`,
      remedy: "Give 'cpu' or 'webgpu'.",
    });
  for (const [name, value] of Object.entries({ threads, memoryLimit }))
    if (value !== undefined && !(Number.isSafeInteger(value) && value >= 1))
      throw new TomoniError({
        code: 'invalid-argument',
        what: `The engine option ${name} is ${value}.`,
        remedy: 'Give a whole number of at least 1.',
      });
}
