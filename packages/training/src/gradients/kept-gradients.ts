import type { Tensor } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import type { SourceGradients } from '../tape/backpropagation.js';
import { addTo, disposeGradients, type GradientList } from './gradient-list.js';
import { presentLosses, type RecordedLosses } from './recorded-losses.js';

/** The gradients of every task, summed over batches: as much memory as tasks times what they are taken of. */
export interface KeptGradients {
  /** One list per task, in the order of the sources. */
  readonly rows: readonly GradientList[];
  /** Adds the gradients of recorded losses. */
  add(recorded: RecordedLosses): void;
  /** The gradients source by source, as copies. */
  walk(): Generator<SourceGradients, void>;
  dispose(): void;
}

/** Gradients with respect to some sources, none yet. */
export function keepGradients(tasks: number, sources: readonly Tensor[]): KeptGradients {
  const rows = Array.from({ length: tasks }, () => new Array<Tensor | null>(sources.length).fill(null));
  return {
    rows,
    add: (recorded) => {
      const present = presentLosses(recorded);
      for (const { source, gradients } of recorded.tape.gradients(present.losses, sources))
        for (const [i, gradient] of gradients.entries())
          addTo(rows[present.tasks[i] as number] as GradientList, source, gradient);
    },
    *walk() {
      for (const source of sources.keys())
        yield {
          source,
          gradients: rows.map((row) => {
            const gradient = row[source] ?? null;
            return gradient === null ? null : tf.clone(gradient);
          }),
        };
    },
    dispose: () => {
      for (const row of rows) {
        disposeGradients(row);
        row.fill(null);
      }
    },
  };
}
