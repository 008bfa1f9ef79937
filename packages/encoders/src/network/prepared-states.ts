import * as tf from '@tensorflow/tfjs';
import type { EncoderInstance, PreparedBatch } from '@tomoni/spec';
import type { Needs } from './needs.js';
import type { NetworkInput } from './network.js';
import { type Pass, tensorsOf } from './pass.js';
import type { Queries } from './queries.js';

/** A padded batch with the states of the frozen layers. */
export class PreparedStates<Input extends NetworkInput> implements PreparedBatch {
  readonly owner: EncoderInstance;
  readonly input: Input;
  readonly needs: Needs;
  /** Where the highest layer is wanted. Absent: everywhere. */
  readonly queries: Queries | undefined;
  readonly prefix: Pass;

  constructor(
    owner: EncoderInstance,
    input: Input,
    needs: Needs,
    queries: Queries | undefined,
    prefix: Pass,
  ) {
    this.owner = owner;
    this.input = input;
    this.needs = needs;
    this.queries = queries;
    this.prefix = prefix;
  }

  get size(): number {
    return this.input.size;
  }

  get length(): number {
    return this.input.length;
  }

  dispose(): void {
    this.input.dispose();
    tf.dispose(tensorsOf(this.prefix));
  }
}
