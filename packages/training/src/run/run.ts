import type { TrainingEvent } from '@tomoni/spec';

/**
 * A training run under way: awaited, it gives the trained model; iterated, its events.
 *
 * @typeParam Model what the run ends in
 */
export interface Run<Model> extends PromiseLike<Model>, AsyncIterable<TrainingEvent> {
  /** As `Promise.prototype.catch`. */
  catch<Other = never>(onRejected: (reason: unknown) => Other | PromiseLike<Other>): Promise<Model | Other>;
  /** As `Promise.prototype.finally`. */
  finally(onFinally: () => void): Promise<Model>;
}
