import { expectTypeOf, it } from 'vitest';
import { decimalFormat } from '../formats/decimal.js';
import { type Table, table } from '../tables/table.js';
import { comparisonTable } from './comparison-table.js';

it('the baseline is one of the methods', () => {
  const results = { 'single-task': [0.9, 0.91], 'multi-task': [0.92, 0.93] };
  const options = { metric: 'accuracy', higherIsBetter: true, results };
  expectTypeOf(comparisonTable({ ...options, baseline: 'single-task' })).toEqualTypeOf<Table>();
  // @ts-expect-error 'singel-task' is not among the results
  comparisonTable({ ...options, baseline: 'singel-task' });
});

it('columns name properties of the rows, formats take their values', () => {
  const rows = [{ task: 'pos', f1: 0.9 }];
  table({ rows, columns: { task: {}, f1: { format: decimalFormat(3) } } });
  // @ts-expect-error there is no property f2
  table({ rows, columns: { f2: {} } });
  // @ts-expect-error a name is not a number
  table({ rows, columns: { task: { format: decimalFormat(3) } } });
});
