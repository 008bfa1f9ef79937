import { setImmediate } from 'node:timers/promises';
import { TomoniError, type TrainingEvent } from '@tomoni/spec';
import type { Plan } from '../plan/plan.js';
import { throwIfAborted } from '../run/throw-if-aborted.js';
import { type JoinedText, joinWindows } from '../windows/join-windows.js';
import type { GeneratedTask } from './fitted-task.js';
import { segmentsOf } from './segments.js';
import type { Table } from './table.js';

const chunk = 256;

/**
 * Encodes inputs, split at the spans that the tasks' generators ask for, piece by piece, so that the process stays
 * responsive.
 *
 * @throws TomoniError `invalid-data` where an input cannot be read, `invalid-argument` where two tasks ask for spans
 * that contradict each other, `aborted` where the signal fires
 */
export async function* encodeTexts(
  { encoder, input: options }: Plan,
  tasks: readonly GeneratedTask[],
  inputs: readonly unknown[],
  { name, where }: Pick<Table, 'name' | 'where'>,
  signal?: AbortSignal,
): AsyncGenerator<TrainingEvent, JoinedText[]> {
  throwIfAborted(signal);
  const segments = await segmentsOf(tasks, inputs, where);
  const progress = (done: number): TrainingEvent => ({
    type: 'preparation',
    what: `${name} texts`,
    done,
    total: inputs.length,
  });
  const texts: JoinedText[] = [];
  for (const [row, input] of inputs.entries()) {
    const own = segments?.[row];
    try {
      texts.push(
        joinWindows(encoder.encode(input, own === undefined ? options : { ...options, segments: own })),
      );
    } catch (error) {
      throw error instanceof TomoniError ? error.at(where(row)) : error;
    }
    if (texts.length % chunk === 0 && texts.length < inputs.length) {
      yield progress(texts.length);
      await setImmediate();
      throwIfAborted(signal);
    }
  }
  yield progress(texts.length);
  return texts;
}
