import type { StoppingPlan } from '../plan/plan.js';

/** What early stopping remembers: plain data. */
export interface StoppingState {
  /** The best monitored value and the step it was reached at. */
  readonly best?: { readonly step: number; readonly value: number };
  /** Evaluations since then. */
  readonly waited: number;
}

/** The state before the first evaluation. */
export const unstopped: StoppingState = { waited: 0 };

/** Takes in a monitored value. A `NaN` is never better. */
export function observe(
  state: StoppingState,
  value: number,
  step: number,
  better: 'higher' | 'lower',
  { minDelta }: Pick<StoppingPlan, 'minDelta'>,
): { readonly state: StoppingState; readonly improved: boolean } {
  const sign = better === 'higher' ? 1 : -1;
  const improved =
    !Number.isNaN(value) && (state.best === undefined || sign * (value - state.best.value) > minDelta);
  return {
    improved,
    state: improved ? { best: { step, value }, waited: 0 } : { ...state, waited: state.waited + 1 },
  };
}

/** Whether patience is at its end. */
export function outOfPatience(state: StoppingState, { patience }: Pick<StoppingPlan, 'patience'>): boolean {
  return patience !== undefined && state.waited >= patience;
}
