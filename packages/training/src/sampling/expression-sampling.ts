import { TomoniError } from '@tomoni/spec';
import { compileExpression } from './expression.js';
import type { SampledRows, SampledStep, SamplingMethod } from './sampling-method.js';

const variables = ['step', 'epoch', 'total', 'rows'];
/** Steps at which expressions are tried before training. */
const trials = 1000;

/**
 * Each batch comes from one of the tables of rows, with probabilities in proportion to expressions of the step: numbers,
 * `step` and `epoch` (counted from 0), `total` (updates planned), `rows` (of the table), `+ - * / ^`, comparisons,
 * `a ? b : c`, and `abs cos exp log max min sin sqrt`.
 *
 * They are compiled once, and tried over the whole run before training begins.
 *
 * @param shares an expression, or a number, for each table, by the name of a task that reads it
 * @throws TomoniError `invalid-argument` where an expression cannot be read; before training, where a table has none, or a
 *   share is negative, not finite, or 0 for all
 *
 * @example
 * ```ts
 * import { expressionSampling } from '@tomoni/training';
 *
 * const fading = expressionSampling({ interest: 1, appeal: 'exp(-3 * step / total)' });
 * console.log(fading.description);
 * ```
 */
export function expressionSampling(shares: Readonly<Record<string, number | string>>): SamplingMethod {
  const expressions = new Map(
    Object.entries(shares).map(([task, text]) => [task, compileExpression(String(text), variables)]),
  );
  return {
    description: `tables in proportion to ${Object.entries(shares)
      .map(([task, text]) => `${task}: ${text}`)
      .join(', ')}`,
    create: (tables, total) => {
      const owners = ownersOf(tables, [...expressions.keys()]);
      const at = (step: SampledStep): Float64Array =>
        requireShares(
          Float64Array.from(tables, ({ count }, i) =>
            (expressions.get(owners[i] as string) as (values: Record<string, number>) => number)({
              step: step.index,
              epoch: step.epoch,
              total: step.total,
              rows: count,
            }),
          ),
          owners,
          step.index,
        );
      const stride = Math.max(1, Math.floor(total / trials));
      for (let index = 0; index < total; index += stride) at({ index, epoch: 0, total });
      return { per: 'batch', shares: at };
    },
  };
}

/** The task by which each table is named. */
function ownersOf(tables: readonly SampledRows[], names: readonly string[]): string[] {
  const unknown = names.find((name) => !tables.some(({ tasks }) => tasks.includes(name)));
  if (unknown !== undefined)
    throw refusal(
      `The sampling names a task '${unknown}' that is not there.`,
      'Name a task for each table of rows.',
    );
  return tables.map(({ tasks }) => {
    const own = names.filter((name) => tasks.includes(name));
    if (own.length === 1) return own[0] as string;
    const listed = tasks.map((task) => `'${task}'`).join(', ');
    throw refusal(
      own.length === 0
        ? `The sampling says nothing of the rows of ${listed}.`
        : `The sampling names the rows of ${listed} ${own.length} times.`,
      'Name one task for each table of rows.',
    );
  });
}

function requireShares(shares: Float64Array, owners: readonly string[], step: number): Float64Array {
  const wrong = shares.findIndex((share) => !(Number.isFinite(share) && share >= 0));
  if (wrong >= 0)
    throw refusal(
      `The share of '${owners[wrong]}' is ${shares[wrong]} at step ${step}.`,
      'Let it be a finite number of at least 0 at every step.',
    );
  if (!shares.some((share) => share > 0))
    throw refusal(`All shares are 0 at step ${step}.`, 'Let one of them be positive at every step.');
  return shares;
}

function refusal(what: string, remedy: string): TomoniError {
  return new TomoniError({ code: 'invalid-argument', what, remedy });
}
