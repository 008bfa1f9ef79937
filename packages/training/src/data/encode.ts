import { setImmediate } from 'node:timers/promises';
import {
  type ErrorLocation,
  type InputOptions,
  type TextSpan,
  TomoniError,
  type TrainingEvent,
} from '@tomoni/spec';
import type { AnyEncoder } from '../plan/plan.js';
import { type JoinedText, joinWindows } from '../windows/join-windows.js';

const chunk = 256;

/** What is encoded, and what is told about it. */
export interface EncodingTask {
  readonly inputs: readonly unknown[];
  readonly options: InputOptions;
  /** Spans that no token may cross, per input. */
  readonly segments?: readonly (readonly TextSpan[])[];
  /** Name in progress events. */
  readonly what: string;
  readonly where: (row: number) => ErrorLocation;
  readonly signal?: AbortSignal | undefined;
}

/** Encodes inputs piece by piece, so that the process stays responsive. */
export async function* encodeInputs(
  encoder: AnyEncoder,
  { inputs, options, segments, what, where, signal }: EncodingTask,
): AsyncGenerator<TrainingEvent, JoinedText[]> {
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
    if (texts.length % chunk === 0) {
      yield { type: 'preparation', what, done: texts.length, total: inputs.length };
      await setImmediate();
      throwIfAborted(signal);
    }
  }
  yield { type: 'preparation', what, done: texts.length, total: inputs.length };
  return texts;
}

/** @throws TomoniError `aborted` where the signal has fired */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new TomoniError({ code: 'aborted', what: 'The work was stopped.', cause: signal.reason });
}

/** A sentence on texts that were cut, `undefined` where none was. */
export function truncationNotice(name: string, texts: readonly JoinedText[]): string | undefined {
  const cut = texts.filter((text) => text.encoding.truncated > 0);
  if (cut.length === 0) return undefined;
  const tokens = cut.reduce((sum, text) => sum + text.encoding.truncated, 0);
  return `${cut.length} of ${texts.length} texts of the ${name} data are longer than the encoder reads: ${tokens} tokens were cut. Read them in windows to keep them.`;
}
