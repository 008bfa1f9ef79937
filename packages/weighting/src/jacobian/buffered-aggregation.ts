import type { JacobianAggregation } from '@tomoni/spec';
import {
  type AggregationRule,
  aggregateGradients,
  type GradientRow,
} from '../contract/jacobian-aggregation.js';
import { type Memory, remember } from '../contract/memory.js';
import type { Situation } from '../contract/situation.js';
import { gradientBuffer } from './gradient-buffer.js';

/** What a rule with a memory of gradients is given, and may change: numbers, and a row of numbers per present task. */
export interface Buffered<M extends Memory> {
  readonly gradients: readonly GradientRow[];
  /** The rows kept for the present tasks; changed in place. */
  readonly kept: readonly GradientRow[];
  readonly situation: Situation;
  readonly memory: M;
}

/** An aggregation that keeps a number per task and parameter; it works on all shared parameters at once. */
export function bufferedAggregation<M extends Memory>(
  name: string,
  tasks: number,
  start: M,
  rule: (buffered: Buffered<M>) => { readonly update: Float64Array; readonly memory: M },
): JacobianAggregation & { readonly rule: AggregationRule } {
  const numbers = remember(name, start);
  const buffer = gradientBuffer(name, tasks);
  const aggregation: AggregationRule = (gradients, situation) => {
    const rows = buffer.rows(gradients[0] as GradientRow, situation.step.index);
    const kept = situation.tasks.map((task) => rows[task] as GradientRow);
    const { update, memory } = rule({ gradients, kept, situation, memory: numbers.recall() });
    numbers.keep(memory);
    return update;
  };
  return {
    needs: 'jacobian',
    scope: 'all',
    aggregate: aggregateGradients(aggregation),
    rule: aggregation,
    state: numbers.state,
    restore: numbers.restore,
    tensors: buffer.tensors,
    restoreTensors: buffer.restore,
    dispose: buffer.dispose,
  };
}
