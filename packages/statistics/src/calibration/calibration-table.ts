import { percentFormat } from '../formats/percent.js';
import { type Table, table } from '../tables/table.js';
import type { Calibration } from './calibrate-tests.js';

/**
 * The table of simulated tests: false positives at level 0.05, the effects found, and what `power()` states.
 *
 * @example
 * ```ts
 * import { calibrateTests, calibrationTable, toMarkdown } from '@tomoni/statistics';
 *
 * console.log(toMarkdown(calibrationTable(calibrateTests({ studies: 20, seed: 1 }))));
 * ```
 */
export function calibrationTable(calibrations: readonly Calibration[]): Table {
  const percent = percentFormat(1);
  return table({
    columns: {
      test: { name: 'Test' },
      design: { name: 'Simulated study' },
      assumption: { name: 'It assumes' },
      falsePositives: { name: 'False positives', format: percent },
      found: { name: 'Found', format: percent },
      stated: { name: 'Power stated', format: percent },
    },
    rows: calibrations.map(({ test, design, assumption, falsePositives, found, stated }) => ({
      test,
      design,
      assumption,
      falsePositives: falsePositives.rate,
      found: found?.rate,
      stated,
    })),
    notes: [
      `${range(calibrations.map(({ falsePositives }) => falsePositives.studies))} simulated studies without an effect and ${range(calibrations.flatMap(({ found }) => (found === undefined ? [] : [found.studies])))} with one, for each row.`,
    ],
  });
}

function range(counts: readonly number[]): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)].map((count) => count.toLocaleString('en'));
  return least === most ? `${least}` : `${least} to ${most}`;
}
