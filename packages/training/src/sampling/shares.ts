import { requireKnownOptions } from '@tomoni/spec';
import { requireOption } from '../options/require-option.js';
import type { SamplingMethod } from './sampling-method.js';

/**
 * Each batch comes from one of the tables of rows, all equally likely, however long they are.
 *
 * @example
 * ```ts
 * import { uniformSampling } from '@tomoni/training';
 *
 * console.log(uniformSampling().description); // tables equally often
 * ```
 */
export function uniformSampling(): SamplingMethod {
  return {
    description: 'tables equally often',
    create: (tables) => constantShares(tables.map(() => 1)),
  };
}

/**
 * Each batch comes from one of the tables of rows, with a probability in proportion to its rows.
 *
 * @example
 * ```ts
 * import { proportionalSampling } from '@tomoni/training';
 *
 * console.log(proportionalSampling().description); // tables in proportion to their rows
 * ```
 */
export function proportionalSampling(): SamplingMethod {
  return {
    description: 'tables in proportion to their rows',
    create: (tables) => constantShares(tables.map(({ count }) => count)),
  };
}

/** How {@link temperatureSampling} evens out the lengths of tables. */
export interface TemperatureOptions {
  /** 1 is in proportion to the rows; the higher, the closer to equally often. */
  readonly temperature: number;
  /** Rows beyond which a table counts as no longer. Default: none. */
  readonly cap?: number;
}

/**
 * Each batch comes from one of the tables of rows, with a probability in proportion to `min(rows, cap)^(1/temperature)`.
 *
 * Source: Raffel et al., "Exploring the Limits of Transfer Learning with a Unified Text-to-Text Transformer", JMLR 2020.
 *
 * @throws TomoniError `invalid-argument` where the temperature is not positive, or the cap no whole number from 1
 *
 * @example
 * ```ts
 * import { temperatureSampling } from '@tomoni/training';
 *
 * console.log(temperatureSampling({ temperature: 2, cap: 10_000 }).description);
 * ```
 */
export function temperatureSampling(options: TemperatureOptions): SamplingMethod {
  requireKnownOptions('temperatureSampling()', options, ['temperature', 'cap']);
  const { temperature, cap } = options;
  const method = 'temperatureSampling()';
  const positive = Number.isFinite(temperature) && temperature > 0;
  requireOption(method, 'temperature', temperature, positive, 'a number above 0');
  if (cap !== undefined)
    requireOption(method, 'cap', cap, Number.isInteger(cap) && cap >= 1, 'a whole number from 1');
  const most = cap ?? Number.POSITIVE_INFINITY;
  return {
    description: `tables in proportion to their rows${cap === undefined ? '' : `, ${cap} at most`}, to the power 1/${temperature}`,
    create: (tables) => constantShares(tables.map(({ count }) => Math.min(count, most) ** (1 / temperature))),
  };
}

function constantShares(shares: readonly number[]) {
  const values = Float64Array.from(shares);
  return { per: 'batch', shares: () => values } as const;
}
