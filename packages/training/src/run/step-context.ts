import type { Rng, Weighting } from '@tomoni/spec';
import type { ValidationRun } from '../balancing/validation-run.js';
import type { DataSet } from '../data/data-set.js';
import type { Network } from '../network/network.js';
import type { Optimizer } from '../optimizers/optimizer.js';
import type { Plan } from '../plan/plan.js';

/** What all steps of a run have in common. */
export interface StepContext {
  readonly plan: Plan;
  readonly network: Network;
  readonly sets: readonly DataSet[];
  readonly weighting: Weighting;
  readonly optimizer: Optimizer;
  /** Of the run; each step draws from its own branch. */
  readonly rng: Rng;
  /** Present where the weighting learns from validation batches. */
  readonly validation?: ValidationRun | undefined;
}

/** The place of a step in its run. */
export interface StepPlace {
  /** Updates done before. */
  readonly index: number;
  readonly epoch: number;
  /** Updates planned. */
  readonly total: number;
}
