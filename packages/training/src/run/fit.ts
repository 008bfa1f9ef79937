import type { RowsOf, TrainingEvent } from '@tomoni/spec';
import type { TrainedModel } from '../model/trained-model.js';
import type { AnyRow, Plan } from '../plan/plan.js';
import type { FitOptions, RunControl } from './fit-options.js';
import type { Run } from './run.js';
import { train } from './train.js';

/**
 * Runs a plan on training rows. The run starts at once; await it for the model, iterate it for its events.
 *
 * Equal plans, rows and seeds give equal bits on the same machine, engine, version and thread count, also across
 * a stop and resume.
 *
 * @throws TomoniError (the run rejects) `invalid-argument` or `invalid-data` before the first step, `not-finite`
 * where a loss or gradient is not a number, `aborted` where the signal stops it, `mismatch` where a checkpoint is
 * of another run
 *
 * @example
 * ```ts
 * import { fit, type Plan } from '@tomoni/training';
 *
 * async function run(plan: Plan, rows: { text: string; stars: number }[]) {
 *   const model = await fit(plan, rows, { seed: 1 });
 *   return model.predict(['Never again.']);
 * }
 * ```
 */
export function fit(plan: Plan, rows: RowsOf<AnyRow>, options: FitOptions<AnyRow> = {}): Run<TrainedModel> {
  return new TrainingRun(plan, rows, options);
}

/** Events that a listener has not taken yet. */
interface Listener {
  readonly events: TrainingEvent[];
  wake: () => void;
}

class TrainingRun implements Run<TrainedModel> {
  readonly #result: Promise<TrainedModel>;
  readonly #listeners = new Set<Listener>();
  #ended = false;

  constructor(plan: Plan, rows: RowsOf<AnyRow>, options: FitOptions<AnyRow>) {
    this.#result = this.#execute(plan, rows, options);
  }

  // biome-ignore lint/suspicious/noThenProperty: a run is meant to be awaited
  then<A = TrainedModel, B = never>(
    onFulfilled?: ((model: TrainedModel) => A | PromiseLike<A>) | null,
    onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#result.then(onFulfilled, onRejected);
  }

  catch<B = never>(onRejected: (reason: unknown) => B | PromiseLike<B>): Promise<TrainedModel | B> {
    return this.#result.catch(onRejected);
  }

  finally(onFinally: () => void): Promise<TrainedModel> {
    return this.#result.finally(onFinally);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<TrainingEvent, void> {
    const listener: Listener = { events: [], wake: () => undefined };
    this.#listeners.add(listener);
    this.#result.catch(() => undefined);
    try {
      for (;;) {
        const event = listener.events.shift();
        if (event !== undefined) yield event;
        else if (this.#ended) {
          await this.#result;
          return;
        } else await new Promise<void>((resolve) => (listener.wake = resolve));
      }
    } finally {
      this.#listeners.delete(listener);
    }
  }

  async #execute(plan: Plan, rows: RowsOf<AnyRow>, options: FitOptions<AnyRow>): Promise<TrainedModel> {
    await Promise.resolve();
    let stopRequested = false;
    const control: RunControl = {
      stop: () => {
        stopRequested = true;
      },
    };
    const tell = async (event: TrainingEvent) => {
      try {
        for (const callback of options.callbacks ?? []) await callback(event, control);
      } finally {
        for (const listener of this.#listeners) {
          listener.events.push(event);
          listener.wake();
        }
      }
    };
    try {
      const events = train(plan, rows, options, () => stopRequested);
      for (;;) {
        const next = await events.next();
        if (next.done) return next.value;
        try {
          await tell(next.value);
        } catch (error) {
          await events.throw(error);
        }
      }
    } catch (error) {
      await tell({ type: 'failure', error }).catch(() => undefined);
      throw error;
    } finally {
      this.#ended = true;
      for (const listener of this.#listeners) listener.wake();
    }
  }
}
