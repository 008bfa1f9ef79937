import { TomoniError } from '@tomoni/spec';

/** @throws TomoniError `aborted` where the signal has fired */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new TomoniError({ code: 'aborted', what: 'The work was stopped.', cause: signal.reason });
}
