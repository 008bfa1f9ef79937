import { describe, expect, it } from 'vitest';
import { text } from '../columns/text.js';
import { readTsv } from '../readers/read-tsv.js';
import { concatenateRows } from './concatenate-rows.js';
import { filterRows } from './filter-rows.js';
import { mapRows } from './map-rows.js';
import { rowsOf } from './rows-of.js';
import { selectRows } from './select-rows.js';

const file = () => readTsv(new TextEncoder().encode('a\nx\ny\nz\n'), { a: text() });

describe('rowsOf', () => {
  it('makes a table of an array', () => {
    const rows = rowsOf([{ a: 1 }, { a: 2, b: undefined }] as { a: number; b?: undefined }[]);
    expect(rows.columns).toEqual(['a', 'b']);
    expect(rows.length).toBe(2);
    expect(rows.at(1).a).toBe(2);
    expect(rows.where(1)).toEqual({ row: 1 });
    expect([...rows].map(({ a }) => a)).toEqual([1, 2]);
    expect(rowsOf(rows)).toBe(rows);
    expect(rowsOf([]).columns).toEqual([]);
  });

  it.each([-1, 2, 0.5, Number.NaN])('has no row %s', (index) => {
    const rows = rowsOf(['a', 'b']);
    expect(() => rows.at(index)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
    expect(() => rows.where(index)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});

describe('tables made of tables', () => {
  it('keep the place of every row', async () => {
    const rows = await file();
    const selected = selectRows(rows, [2, 0, 2]);
    expect([...selected].map(({ a }) => a)).toEqual(['z', 'x', 'z']);
    expect(selected.columns).toEqual(['a']);
    expect([0, 1, 2].map((index) => selected.where(index).line)).toEqual([4, 2, 4]);

    const mapped = mapRows(selected, ({ a }, index) => ({ b: `${a}${index}` }));
    expect([...mapped]).toEqual([{ b: 'z0' }, { b: 'x1' }, { b: 'z2' }]);
    expect(mapped.columns).toEqual(['b']);
    expect(mapped.where(1).line).toBe(2);

    const filtered = filterRows(mapped, ({ b }) => b.startsWith('z'));
    expect(filtered.length).toBe(2);
    expect(filtered.where(1).line).toBe(4);

    const joined = concatenateRows(filtered, [{ b: 'new' }]);
    expect([...joined].map(({ b }) => b)).toEqual(['z0', 'z2', 'new']);
    expect([0, 1, 2].map((index) => joined.where(index))).toEqual([{ line: 4 }, { line: 4 }, { row: 0 }]);
  });

  it('refuse an index that is not there', async () => {
    const rows = await file();
    for (const index of [3, -1, 0.5])
      expect(() => selectRows(rows, [index])).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});
