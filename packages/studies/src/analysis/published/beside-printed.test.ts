import { expect, it } from 'vitest';
import { besidePrinted } from './beside-printed.js';

it('says which figures agree with the printed ones', () => {
  const { columns, rows } = besidePrinted([
    { figure: 'a', printed: 0.5, recomputed: 0.50009, corrected: 0.6 },
    { figure: 'b', printed: 0.5, recomputed: 0.6, corrected: 0.4999 },
    { figure: 'c', printed: 0.5, recomputed: 0.6 },
  ]);
  expect(columns).toHaveLength(5);
  expect(rows.map((row) => row.at(-1)?.text)).toEqual(['yes', 'without the misprint', 'no']);
  const plain = besidePrinted([{ figure: 'c', printed: 3, recomputed: 3 }], {
    digits: 0,
    caption: 'Hits',
    notes: ['One.'],
  });
  expect(plain.columns).toHaveLength(4);
  expect(plain.caption).toBe('Hits');
  expect(plain.notes).toEqual(['One.']);
});
