import { type NamedHostTensors, TomoniError } from '@tomoni/spec';
import type { GradientRow } from '../contract/jacobian-aggregation.js';

/** One number per task and parameter that is kept from step to step, in the precision of the gradients. */
export interface GradientBuffer {
  /** The row of every task; zeros before the first step. Changed in place. */
  rows(like: GradientRow, stepIndex: number): readonly GradientRow[];
  /** The rows by the numbers of their tasks; none before the first step. */
  tensors(): NamedHostTensors;
  /** @throws TomoniError `mismatch` where the rows are not those of as many tasks */
  restore(tensors: NamedHostTensors): void;
  /** Lets go of the rows. */
  dispose(): void;
}

/** An empty buffer. */
export function gradientBuffer(name: string, tasks: number): GradientBuffer {
  let rows: readonly GradientRow[] | undefined;
  let lastStep: number | undefined;
  return {
    rows: (like, stepIndex) => {
      if (stepIndex === lastStep)
        throw new TomoniError({
          code: 'invalid-argument',
          what: `The weighting '${name}' was given the gradients of step ${stepIndex} in parts, and needs them at once.`,
          remedy: "Train with a trainer that knows the scope 'all', or train one layer.",
        });
      lastStep = stepIndex;
      rows ??= Array.from({ length: tasks }, () =>
        like instanceof Float32Array ? new Float32Array(like.length) : new Float64Array(like.length),
      );
      const length = rows[0]?.length;
      if (length !== like.length)
        throw new TomoniError({
          code: 'mismatch',
          what: `The weighting '${name}' keeps ${length} numbers per task, but the gradients have ${like.length}.`,
          remedy: 'Resume with the trained parameters that the run was started with.',
        });
      return rows;
    },
    tensors: () =>
      new Map(
        (rows ?? []).map((row, task) => [`${task}`, { shape: [row.length], data: Float32Array.from(row) }]),
      ),
    restore: (tensors) => {
      rows = restored(name, tasks, tensors);
      lastStep = undefined;
    },
    dispose: () => {
      rows = undefined;
    },
  };
}

function restored(name: string, tasks: number, tensors: NamedHostTensors): GradientRow[] | undefined {
  if (tensors.size === 0) return undefined;
  const rows = Array.from({ length: tasks }, (_, task) => tensors.get(`${task}`)?.data);
  const [first] = rows;
  const fits = tensors.size === tasks && rows.every((row) => row?.length === first?.length);
  if (!fits)
    throw new TomoniError({
      code: 'mismatch',
      what: `The checkpoint holds gradients that are none of the weighting '${name}' with ${tasks} tasks.`,
      remedy: 'Resume with the weighting and the tasks that the run was started with.',
    });
  return rows.map((row) => Float32Array.from(row ?? []));
}
