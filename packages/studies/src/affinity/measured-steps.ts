import type { Tensor } from '@tensorflow/tfjs';
import type { RowsOf } from '@tomoni/spec';
import { TomoniError } from '@tomoni/spec';
import {
  type AnyRow,
  type InspectedStep,
  inspectTraining,
  type Plan,
  type TrainingInspectionOptions,
} from '@tomoni/training';
import type { TransferMatrix } from '../ranking/transfer-estimate.js';

/** How often a run is measured. */
export interface MeasuredRunOptions extends TrainingInspectionOptions {
  /** Steps from one measured step to the next; the first is always measured. Default: 10. */
  readonly every?: number;
  /** Called with the number of steps done. */
  readonly progress?: (done: number, total: number) => void;
}

/** Trains a plan and measures every so many of its steps. */
export async function measureSteps<Measured>(
  plan: Plan,
  rows: RowsOf<AnyRow>,
  { every = 10, progress, ...inspection }: MeasuredRunOptions,
  measure: (step: InspectedStep) => Promise<Measured>,
): Promise<Measured[]> {
  if (!Number.isInteger(every) || every < 1)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `Every ${every} steps cannot be measured.`,
      remedy: 'Give a whole number from 1.',
    });
  if (plan.tasks.length < 2)
    throw new TomoniError({
      code: 'invalid-argument',
      what: 'The plan has a single task, which has no other to be compared with.',
      remedy: 'Add the tasks whose affinity is in question.',
    });
  const measured: Measured[] = [];
  for await (const step of inspectTraining(plan, rows, inspection)) {
    if (step.index % every === 0) measured.push(await measure(step));
    progress?.(step.index + 1, step.total);
  }
  return measured;
}

/** Frees gradients that are there. */
export function disposeGradients(gradients: readonly (Tensor | null)[]): void {
  for (const gradient of gradients) gradient?.dispose();
}

/** The mean of several matrices at each pair of tasks, over those matrices that have the pair. */
export function meanMatrix(tasks: readonly string[], matrices: readonly TransferMatrix[]): TransferMatrix {
  const mean = (row: string, column: string): [string, number][] => {
    const values = matrices.flatMap((matrix) => matrix[row]?.[column] ?? []);
    if (values.length === 0) return [];
    return [[column, values.reduce((sum, value) => sum + value, 0) / values.length]];
  };
  return Object.fromEntries(
    tasks.map((row) => [row, Object.fromEntries(tasks.flatMap((column) => mean(row, column)))]),
  );
}
