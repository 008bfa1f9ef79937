import { TomoniError } from '@tomoni/spec';

/** How a schedule begins. */
export interface WarmUpOptions {
  /** How long the rate rises from 0: below 1 as a share of all updates, from 1 as a number of updates. Default 0. */
  readonly warmup?: number;
}

/** A warm-up, checked. */
export interface WarmUp {
  readonly description: string;
  /** The schedule that rises linearly from 0 to 1 and goes on as `after(step, warmup, total)`. */
  before(
    after: (step: number, warmup: number, total: number) => number,
  ): (step: number, total: number) => number;
}

/** Reads the option of a warm-up. */
export function resolveWarmUp({ warmup = 0 }: WarmUpOptions): WarmUp {
  if (!(warmup >= 0) || (warmup >= 1 && !Number.isInteger(warmup)))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The warm-up ${warmup} is neither a share of all updates (from 0, below 1) nor a whole number of updates.`,
      remedy: 'Give a share such as 0.1 or a number such as 500.',
    });
  const updates = (total: number) => (warmup < 1 ? Math.ceil(warmup * total) : warmup);
  return {
    description:
      warmup === 0 ? '' : ` after a warm-up of ${warmup < 1 ? `${warmup * 100} %` : `${warmup} updates`}`,
    before: (after) => (step, total) => {
      const length = updates(total);
      return step < length ? step / length : after(step, length, total);
    },
  };
}

/** Share of the way from the end of the warm-up to the end of the run, from 0 to 1. */
export function progress(step: number, warmup: number, total: number): number {
  return Math.min(1, (step - warmup) / Math.max(1, total - warmup));
}
