import * as tf from '@tensorflow/tfjs';
import type { RecordedLosses } from '../gradients/recorded-losses.js';
import { record } from '../tape/tape.js';
import { requireFinite } from './finite.js';
import { addLosses, readLosses, scaledLosses } from './losses.js';
import { type MicroBatch, withPrepared } from './micro-batch.js';
import type { StepContext, StepPlace } from './step-context.js';
import { unknownLosses, type Window } from './window.js';

/** What is done with the recorded losses of every batch of a window. */
export interface Pass {
  /** Looks at one batch; its tape is gone afterwards. */
  visit?(recorded: RecordedLosses, batch: number): void | Promise<void>;
  /** Called after the last batch. */
  finish?(): void | Promise<void>;
}

/**
 * Runs passes over a window, one after the other. A single batch is recorded once for all of them; several are recorded anew
 * for each pass, with the same dropout, so that never more than one tape is in memory.
 *
 * @param losses given the mean losses of the window once the first pass has seen it
 * @throws TomoniError `not-finite` where a loss is not a finite number
 */
export async function overWindow(
  context: StepContext,
  window: Window,
  place: StepPlace,
  losses: Float64Array,
  passes: readonly Pass[],
): Promise<void> {
  const whole = window.micro.length === 1;
  for (const [round, group] of (whole ? [passes] : passes.map((pass) => [pass])).entries()) {
    if (round === 0) losses.set(unknownLosses(window));
    for (const [index, part] of window.micro.entries())
      await withRecording(context, window, index, async (recorded) => {
        if (round === 0) addLosses(losses, await finiteLosses(context, recorded, part, place));
        for (const pass of group) {
          await pass.visit?.(recorded, index);
          if (whole) await pass.finish?.();
        }
      });
    if (!whole) for (const pass of group) await pass.finish?.();
  }
}

/** Records the losses of one batch of a window for as long as `use` runs. */
export async function withRecording<T>(
  context: StepContext,
  { micro, labelled }: Window,
  index: number,
  use: (recorded: RecordedLosses) => Promise<T>,
): Promise<T> {
  const part = micro[index] as MicroBatch;
  return withPrepared(context, part, async (prepared) => {
    const { value, tape } = record(() => ({
      losses: scaledLosses(context, part, prepared, labelled),
      penalty: index === 0 ? context.network.sharing.penalty?.() : undefined,
    }));
    try {
      return await use({ tape, ...value });
    } finally {
      tape.dispose();
      tf.dispose(value.losses.filter((loss) => loss !== undefined));
      value.penalty?.dispose();
    }
  });
}

/** The losses of the whole window with the parameters as they are now, without gradients; they need not be finite. */
export async function lossesOf(context: StepContext, window: Window): Promise<Float64Array> {
  const losses = unknownLosses(window);
  for (const part of window.micro) {
    const own = await withPrepared(context, part, (prepared) =>
      tf.tidy(() => scaledLosses(context, part, prepared, window.labelled)),
    );
    try {
      addLosses(losses, await readLosses(own));
    } finally {
      tf.dispose(own.filter((loss) => loss !== undefined));
    }
  }
  return losses;
}

async function finiteLosses(
  context: StepContext,
  { losses }: RecordedLosses,
  { batch }: MicroBatch,
  place: StepPlace,
) {
  const values = await readLosses(losses);
  requireFinite(context, values, batch, place);
  return values;
}
