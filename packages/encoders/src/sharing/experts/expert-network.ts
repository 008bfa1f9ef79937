import type { Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { NamedVariables } from '@tomoni/spec';
import { dense, denseSpecs } from '../contract/dense.js';
import type { Memo } from '../contract/memo.js';
import { normal, ofTask, type VariableSpecs } from '../contract/variables.js';
import type { FeatureNetwork } from '../features/feature-network.js';

/** Levels of experts, some of them shared by all tasks and some of a task's own. */
export interface ExpertNetworkOptions {
  readonly tasks: readonly string[];
  readonly levels: number;
  /** Shared experts per level. */
  readonly shared: number;
  /** Experts per level and task. */
  readonly own: number;
  /** Width of each layer of an expert. */
  readonly widths: readonly number[];
}

/** Deviation of the initial gates: about equal shares. */
const gateDeviation = 0.02;

/**
 * Experts and gates: `Σ softmax(G x)ᵢ fᵢ(x)` over the shared experts and a task's own, in this order. Between levels the shared
 * experts get the mix of all experts that the shared gate makes, and each task's experts that of the task's gate.
 */
export function expertNetwork(
  input: number,
  { tasks, levels, shared, own, widths }: ExpertNetworkOptions,
): FeatureNetwork {
  const width = widths.at(-1) as number;
  const sharedNames = (level: number) => names(`levels.${level}.shared_experts`, shared);
  const ownNames = (level: number, task: string) => names(`levels.${level}.task_experts.${task}`, own);
  const gateOf = (level: number, task: string | undefined) =>
    task === undefined ? `levels.${level}.shared_gate.weight` : `levels.${level}.gates.${task}.weight`;

  const specs = Array.from({ length: levels }, (_, level): VariableSpecs => {
    const before = level === 0 ? input : width;
    const last = level === levels - 1;
    const gate = (count: number) => normal([count, before], gateDeviation);
    const expert = (name: string) => denseSpecs(name, before, widths);
    const columns = tasks.map((task) => {
      const specs = Object.assign(
        { [gateOf(level, task)]: gate(own + shared) },
        ...ownNames(level, task).map(expert),
      );
      return last ? ofTask(task, specs) : specs;
    });
    return Object.assign(
      last ? {} : { [gateOf(level, undefined)]: gate(own * tasks.length + shared) },
      ...sharedNames(level).map(expert),
      ...columns,
    );
  });

  function apply(x: Tensor2D, task: string, variables: NamedVariables, memo: Memo): Tensor2D {
    /** What the experts of a task, or the shared ones, are given on a level. */
    const below = (level: number, column: string | undefined): Tensor2D =>
      level === 0 ? x : memo.get(gateOf(level - 1, column), () => gated(level - 1, column));
    const expert = (level: number, column: string | undefined) => (name: string) =>
      memo.get(name, () =>
        widths.reduce((y, _, index) => dense(y, variables, name, index), below(level, column)),
      );
    const gated = (level: number, column: string | undefined): Tensor2D => {
      const members = column === undefined ? tasks : [column];
      const experts = [
        ...sharedNames(level).map(expert(level, undefined)),
        ...members.flatMap((member) => ownNames(level, member).map(expert(level, member))),
      ];
      const gate = variables[gateOf(level, column)] as Tensor2D;
      const shares = tf.split(
        tf.softmax(tf.matMul(below(level, column), gate, false, true)),
        experts.length,
        1,
      );
      return tf.addN(experts.map((y, i) => tf.mul(y, shares[i] as Tensor2D) as Tensor2D));
    };
    return gated(levels - 1, task);
  }

  return { variables: Object.assign({}, ...specs), width, apply };
}

function names(prefix: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}.${index}`);
}
