import type { Tensor2D } from '@tensorflow/tfjs';
import type { Json, NamedVariables, Sharing, SharingPlan } from '@tomoni/spec';
import { createMemos, type Memo } from '../contract/memo.js';
import { unfit } from '../contract/options.js';
import { demandOf, readOf, vectorsOf, widthOf } from '../contract/task-reads.js';
import {
  createVariables,
  disposeVariables,
  servedBy,
  shapesOf,
  type VariableSpecs,
} from '../contract/variables.js';

/** A network between the encoder and the heads, over the vectors that a head reads. */
export interface FeatureNetwork {
  readonly variables: VariableSpecs;
  /** Width of its output. */
  readonly width: number;
  /** A task's features of its vectors `[rows, hidden]`: `[rows, width]`. */
  apply(x: Tensor2D, task: string, variables: NamedVariables, memo: Memo): Tensor2D;
}

/** What a way of sharing by a {@link FeatureNetwork} is, besides the network. */
export interface FeatureSharingOptions {
  readonly kind: string;
  readonly options: Json;
  /** The network for the width of the vectors. */
  network(input: number, plan: SharingPlan): FeatureNetwork;
}

/** Sharing by a network over the vectors of the layer that each task reads; tasks that read the same ones share its work. */
export function featureSharing({ kind, options, network }: FeatureSharingOptions): Sharing {
  const design = (plan: SharingPlan) => network(inputWidth(plan), plan);
  return {
    kind,
    toJSON: () => options,
    layout: (plan) => ({ variables: shapesOf(design(plan).variables) }),
    build: (context) => {
      const { width, apply, variables: specs } = design(context);
      const variables = createVariables(specs, context.rng);
      const memos = createMemos();
      return {
        variables,
        serves: (variable) => servedBy(specs, variable),
        width: (task) => {
          readOf(context, task);
          return width;
        },
        demand: (task, positions) => {
          const read = readOf(context, task);
          return [demandOf(read, read.layer, positions)];
        },
        features: (states, task, positions) => {
          const read = readOf(context, task);
          const memo = memos(states, read);
          const x = memo.get('input', () => vectorsOf(states, read, read.layer, positions));
          return apply(x, task, variables, memo);
        },
        dispose: () => disposeVariables(variables),
      };
    },
  };
}

function inputWidth(plan: SharingPlan): number {
  const [first, ...others] = plan.tasks;
  const width = first === undefined ? plan.encoder.hiddenSize : widthOf(plan, first.layer);
  for (const { task, layer } of others)
    if (widthOf(plan, layer) !== width)
      throw unfit(
        `Layer ${layer} has the width ${widthOf(plan, layer)}, but layer ${first?.layer}, which '${first?.task}' reads, has the width ${width}: one network cannot read both.`,
        'Let the tasks read layers of the same width.',
        task,
      );
  return width;
}
