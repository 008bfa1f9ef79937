import { TomoniError } from '@tomoni/spec';
import { inverse, Matrix } from 'ml-matrix';
import { studentCritical, studentTail } from '../distributions/student.js';
import type { Interval } from '../intervals/interval.js';
import { requireConfidence, requireEqualLengths, requireSample } from '../numeric/checks.js';
import { mean } from '../summary/mean.js';

/** Options of {@link factorialModel}. */
export interface FactorialOptions {
  /** Names of the factors, in the order of the columns. */
  readonly factors: readonly string[];
  /** Whether pairs of factors may help or hinder each other. Default: false. */
  readonly interactions?: boolean;
  /** How errors are estimated: `classical` takes all runs to vary alike, `robust` (HC3) does not. Default: `classical`. */
  readonly errors?: 'classical' | 'robust';
  /** Of the intervals, in (0, 1). Default: 0.95. */
  readonly confidence?: number;
}

/** The effect of one factor, or of two together. */
export interface FactorialEffect {
  /** The factors: one for a main effect, two for an interaction. */
  readonly factors: readonly string[];
  /** Change of the mean score when the factor comes in, averaged evenly over the others; of two, what they make beyond the sum of their own. */
  readonly estimate: number;
  readonly standardError: number;
  readonly statistic: number;
  /** Two-sided, by Student's t. */
  readonly pValue: number;
  readonly interval: Interval;
}

/** A linear model of scores on what was in and what was out. */
export interface FactorialModel {
  readonly effects: readonly FactorialEffect[];
  /** Mean score over all combinations, each counted alike. */
  readonly center: number;
  readonly degreesOfFreedom: number;
  /** Standard deviation of what the model leaves over. */
  readonly residualDeviation: number;
  /** Share of the scores' variance that the model explains. */
  readonly rSquared: number;
}

/**
 * Least squares of scores on factors that are in or out, such as auxiliary tasks: what each adds while the others are held.
 *
 * Source: HC3 errors: MacKinnon and White, "Some heteroskedasticity-consistent covariance matrix estimators with improved
 * finite sample properties", 1985.
 *
 * @param design one row per run, `true` where a factor is in
 * @param scores one per run
 * @throws TomoniError `invalid-argument` where lengths differ; `invalid-data` where there are no more runs than effects, or where two effects cannot be told apart
 *
 * @example
 * ```ts
 * import { factorialModel } from '@tomoni/statistics';
 *
 * const design = [[false, false], [true, false], [false, true], [true, true], [false, false], [true, true]];
 * const { effects } = factorialModel(design, [0.9, 0.8, 0.85, 0.74, 0.91, 0.75], { factors: ['pos', 'ngrams'] });
 * for (const { factors, estimate, pValue } of effects) console.log(factors, estimate, pValue);
 * ```
 */
export function factorialModel(
  design: readonly (readonly boolean[])[],
  scores: ArrayLike<number>,
  options: FactorialOptions,
): FactorialModel {
  const { factors, interactions = false, errors = 'classical', confidence = 0.95 } = options;
  requireConfidence(confidence);
  requireEqualLengths(design, scores, ['runs', 'scores']);
  requireSample(scores, 2, 'list of scores');
  for (const row of design) requireEqualLengths(row, factors, ['entries of a run', 'factors']);
  const terms = termsOf(factors.length, interactions);
  const rows = design.map((row) => [1, ...terms.map((term) => coded(row, term))]);
  const [n, p] = [rows.length, terms.length + 1];
  if (n <= p)
    throw new TomoniError({
      code: 'invalid-data',
      what: `There are ${n} runs for ${p} numbers that the model has to find.`,
      remedy: 'Make more runs, or leave interactions out.',
    });
  const x = new Matrix(rows);
  const y = Matrix.columnVector(Array.from(scores));
  const spread = spreadOf(x, factors);
  const coefficients = spread.mmul(x.transpose().mmul(y)).to1DArray();
  const residuals = Matrix.sub(y, x.mmul(Matrix.columnVector(coefficients))).to1DArray();
  const squares = residuals.reduce((sum, residual) => sum + residual ** 2, 0);
  const freedom = n - p;
  const covariance =
    errors === 'classical' ? Matrix.mul(spread, squares / freedom) : robust(x, spread, residuals);
  const center = mean(scores);
  const total = Array.from(scores).reduce((sum, score) => sum + (score - center) ** 2, 0);
  return {
    effects: terms.map((term, i) => {
      const estimate = coefficients[i + 1] as number;
      const standardError = Math.sqrt(covariance.get(i + 1, i + 1));
      const statistic = estimate / standardError;
      const reach = studentCritical((1 - confidence) / 2, freedom) * standardError;
      return {
        factors: term.map((factor) => factors[factor] as string),
        estimate,
        standardError,
        statistic,
        pValue: 2 * studentTail(Math.abs(statistic), freedom),
        interval: { lower: estimate - reach, upper: estimate + reach, confidence },
      };
    }),
    center: coefficients[0] as number,
    degreesOfFreedom: freedom,
    residualDeviation: Math.sqrt(squares / freedom),
    rSquared: 1 - squares / total,
  };
}

/** Factors by index: each alone, then all pairs. */
function termsOf(factors: number, interactions: boolean): number[][] {
  const alone = Array.from({ length: factors }, (_, factor) => [factor]);
  if (!interactions) return alone;
  return [
    ...alone,
    ...alone.flatMap(([first]) =>
      alone.slice((first as number) + 1).map(([second]) => [first as number, second as number]),
    ),
  ];
}

/** ½ for in and −½ for out, so that an effect is an average over the other factors; of a pair, the product. */
function coded(row: readonly boolean[], term: readonly number[]): number {
  return term.reduce((product, factor) => product * (row[factor] ? 0.5 : -0.5), 1);
}

/** `(XᵀX)⁻¹`. */
function spreadOf(x: Matrix, factors: readonly string[]): Matrix {
  const products = x.transpose().mmul(x);
  try {
    const spread = inverse(products);
    const off = Matrix.sub(products.mmul(spread), Matrix.eye(products.rows)).norm();
    if (off < 1e-6) return spread;
  } catch {
    // Told below.
  }
  const constant = factors.filter((_, i) => {
    const column = x.getColumn(i + 1);
    return column.every((value) => value === column[0]);
  });
  throw new TomoniError({
    code: 'invalid-data',
    what:
      constant.length > 0
        ? `'${constant.join("', '")}' is the same in every run, so that its effect cannot be found.`
        : 'Some effects cannot be told apart: their factors come and go together.',
    remedy: 'Leave a factor out, or make runs with other combinations.',
  });
}

function robust(x: Matrix, spread: Matrix, residuals: readonly number[]): Matrix {
  const weighted = residuals.map((residual, i) => {
    const row = Matrix.rowVector(x.getRow(i));
    const leverage = row.mmul(spread).mmul(row.transpose()).get(0, 0);
    return (residual / (1 - leverage)) ** 2;
  });
  const middle = x.transpose().mmul(Matrix.diag([...weighted]).mmul(x));
  return spread.mmul(middle).mmul(spread);
}
