import type { EventRun, TrainingEvent } from '@tomoni/spec';

/**
 * A training run under way: awaited, it gives the trained model; iterated, its events.
 *
 * @typeParam Model what the run ends in
 */
export type Run<Model> = EventRun<Model, TrainingEvent>;
