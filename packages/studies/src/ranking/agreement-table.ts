import { decimalFormat, type Table, table } from '@tomoni/statistics';
import type { Agreement, AgreementMean } from './agreement.js';

/** Options of {@link agreementTable}. */
export interface AgreementTableOptions {
  readonly caption?: string;
  /** Decimals of the regret. Default: 4. */
  readonly digits?: number;
}

/**
 * The table of estimates against trials: a row per estimate, with its correlations, its regret and how often it found the
 * best source.
 *
 * @example
 * ```ts
 * import { toText } from '@tomoni/statistics';
 * import { agreement, agreementTable, type TransferEstimate, type TransferTrials } from '@tomoni/studies';
 *
 * function judge(estimates: TransferEstimate[], trials: TransferTrials) {
 *   console.log(toText(agreementTable(estimates.map((estimate) => agreement(estimate, trials)))));
 * }
 * ```
 */
export function agreementTable(
  agreements: readonly Agreement[],
  { caption, digits = 4 }: AgreementTableOptions = {},
): Table {
  const scores = [...new Set(agreements.map(({ score }) => score))].join(', ');
  const confidence = agreements.flatMap(({ regret }) => regret.interval?.confidence ?? [])[0];
  return table({
    ...(caption === undefined ? {} : { caption }),
    columns: {
      estimate: { name: 'Estimate' },
      kendall: { name: 'Kendall τ', format: meanFormat(2), align: 'right' },
      spearman: { name: 'Spearman ρ', format: meanFormat(2), align: 'right' },
      regret: { name: 'Top-1 regret', format: meanFormat(digits), align: 'right' },
      found: { name: 'Best found', align: 'right' },
    },
    rows: agreements.map(({ estimate, kendall, spearman, regret, hits, targets }) => ({
      estimate,
      kendall,
      spearman,
      regret,
      found: `${hits.count} of ${targets.length}${hits.tied === 0 ? '' : `, ${hits.tied} by ties`}`,
    })),
    notes: [
      `Means over targets; regret in units of ${scores}.`,
      ...(confidence === undefined
        ? ['No intervals: a single target with single runs tells nothing of chance.']
        : [
            `In brackets: ${Number((100 * confidence).toFixed(6))} % bootstrap intervals over targets and runs.`,
          ]),
    ],
  });
}

function meanFormat(digits: number): (mean: AgreementMean) => string {
  const number = decimalFormat(digits);
  return ({ value, interval }) =>
    interval === undefined
      ? number(value)
      : `${number(value)} [${number(interval.lower)}, ${number(interval.upper)}]`;
}
