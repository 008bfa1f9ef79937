import { TomoniError } from '@tomoni/spec';
import type { DataSet } from '../data/data-set.js';
import type { JoinedText } from '../windows/join-windows.js';
import type { Network } from './network.js';

/**
 * Lays the labels of heads that read tokens over their texts: that a span ends beyond its text, or shares a token with
 * another one, shows only there.
 *
 * @throws TomoniError `invalid-data` naming the first row whose label does not fit its text
 */
export function requireAligned(network: Network, sets: readonly DataSet[]): void {
  const tasks = network.tasks.filter(
    ({ plan, head }) => plan.labels.from === 'column' && head.reads.over === 'tokens',
  );
  for (const { texts, labels, where } of sets)
    for (const { plan } of tasks) {
      const source = labels.get(plan.name);
      if (source === undefined || source.drawn) continue;
      const head = network.head(plan.name);
      for (const [row, label] of source.labels.entries()) {
        if (label === undefined) continue;
        try {
          head.collate([label], [(texts[row] as JoinedText).encoding]);
        } catch (error) {
          throw error instanceof TomoniError ? error.at({ ...where(row), task: plan.name }) : error;
        }
      }
    }
}
