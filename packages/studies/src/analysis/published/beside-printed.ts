import { decimalFormat, type Table, table } from '@tomoni/statistics';

/** A figure of a paper, and what comes out when it is computed again. */
export interface PrintedFigure {
  readonly figure: string;
  readonly printed: number;
  /** From the paper's own table as it stands. */
  readonly recomputed: number;
  /** From the same table with its misprints set right. */
  readonly corrected?: number;
}

/** Options of {@link besidePrinted}. */
export interface PrintedOptions {
  /** Default: 4. */
  readonly digits?: number;
  /** The largest distance that rounding explains. Default: one unit of the last digit. */
  readonly tolerance?: number;
  readonly caption?: string;
  readonly notes?: readonly string[];
}

/**
 * The table of figures as printed, as recomputed, and as recomputed without misprints, with a word on which of them agree.
 *
 * @example
 * ```ts
 * import { toMarkdown } from '@tomoni/statistics';
 * import { besidePrinted } from '@tomoni/studies';
 *
 * const figures = [{ figure: 'In − Out of Sub5', printed: -0.0388, recomputed: -0.0298, corrected: -0.0309 }];
 * console.log(toMarkdown(besidePrinted(figures)));
 * ```
 */
export function besidePrinted(figures: readonly PrintedFigure[], options: PrintedOptions = {}): Table {
  const { digits = 4, tolerance = 10 ** -digits, caption, notes } = options;
  const agrees = (a: number, b: number) => Math.abs(a - b) <= tolerance * (1 + 1e-9);
  const number = decimalFormat(digits);
  const hasCorrections = figures.some(({ corrected }) => corrected !== undefined);
  return table({
    ...(caption === undefined ? {} : { caption }),
    columns: {
      figure: { name: 'Figure' },
      printed: { name: 'Printed', format: number },
      recomputed: { name: 'Recomputed', format: number },
      ...(hasCorrections ? { corrected: { name: 'Without the misprint', format: number } } : {}),
      verdict: { name: 'Agrees' },
    },
    rows: figures.map(({ figure, printed, recomputed, corrected }) => ({
      figure,
      printed,
      recomputed,
      corrected,
      verdict: agrees(printed, recomputed)
        ? 'yes'
        : corrected !== undefined && agrees(printed, corrected)
          ? 'without the misprint'
          : 'no',
    })),
    ...(notes === undefined ? {} : { notes }),
  });
}
