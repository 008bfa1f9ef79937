import { mean } from '@tomoni/statistics';
import type { TransferMatrix } from '../ranking/transfer-estimate.js';

/** The mean of several matrices at each pair of tasks, over those matrices that have the pair. */
export function meanMatrix(tasks: readonly string[], matrices: readonly TransferMatrix[]): TransferMatrix {
  const entry = (row: string, column: string): [string, number][] => {
    const values = matrices.flatMap((matrix) => matrix[row]?.[column] ?? []);
    return values.length === 0 ? [] : [[column, mean(values)]];
  };
  return Object.fromEntries(
    tasks.map((row) => [row, Object.fromEntries(tasks.flatMap((column) => entry(row, column)))]),
  );
}
