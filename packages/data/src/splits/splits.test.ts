import { createRng, type Rows } from '@tomoni/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cutToEqualSize, oversample } from './class-sizes.js';
import { kFold } from './k-fold.js';
import { sample, shuffle } from './sample.js';
import { split } from './split.js';

interface Row {
  readonly id: number;
  readonly label: string;
  readonly author: number;
}

const ids = (rows: Rows<Row>) => [...rows].map(({ id }) => id);
const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

/** Rows with classes of the given sizes, in random order; every third neighbour has the same author. */
function rowsOfSizes(sizes: Readonly<Record<string, number>>): Row[] {
  const labels = Object.entries(sizes).flatMap(([label, size]) => Array<string>(size).fill(label));
  const order = createRng(9).permutation(labels.length);
  return labels.map((_, id) => ({
    id,
    label: labels[order[id] as number] as string,
    author: Math.floor(id / 3),
  }));
}

function countBy(rows: Rows<Row>, label: string): number {
  return [...rows].filter((row) => row.label === label).length;
}

const shares = { train: 8, validation: 1, test: 1 };

describe('split', () => {
  it('cuts rows by shares, deterministically, every row once, in order', () => {
    const rows = rowsOfSizes({ a: 100 });
    const { parts, indices, notices, describe } = split(rows, shares, { seed: 1 });
    expect([parts.train.length, parts.validation.length, parts.test.length]).toEqual([80, 10, 10]);
    expect(sorted([...ids(parts.train), ...ids(parts.validation), ...ids(parts.test)])).toEqual(
      rows.map(({ id }) => id),
    );
    expect(ids(parts.train)).toEqual(sorted(ids(parts.train)));
    expect(indices.test).toEqual(ids(parts.test));
    expect(parts.test.where(0)).toEqual({ row: indices.test[0] });
    expect(notices).toEqual([]);
    expect(describe()).toBe('100 rows were split into 80 for train, 10 for validation, 10 for test.');
    expect(ids(split(rows, shares, { seed: 1 }).parts.test)).toEqual(ids(parts.test));
    expect(ids(split(rows, shares, { seed: createRng(1) }).parts.test)).toEqual(ids(parts.test));
    expect(ids(split(rows, shares, { seed: 2 }).parts.test)).not.toEqual(ids(parts.test));
  });

  it('gives the sizes of the study of auxiliary tasks', () => {
    const { parts } = split(rowsOfSizes({ a: 10_586 }), shares, { seed: 1 });
    expect([parts.train.length, parts.validation.length, parts.test.length]).toEqual([8469, 1059, 1058]);
  });

  it('keeps classes in proportion, many small ones too', () => {
    const sizes = { a: 6952, b: 2616, c: 746, d: 272 };
    const { parts, notices } = split(rowsOfSizes(sizes), shares, { seed: 1, stratifyBy: 'label' });
    expect(notices).toEqual([]);
    for (const [label, size] of Object.entries(sizes))
      for (const [name, share] of Object.entries(shares))
        expect(
          Math.abs(countBy(parts[name as keyof typeof shares], label) - (size * share) / 10),
        ).toBeLessThan(1);

    const small = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`class ${i}`, 3]));
    const many = split(rowsOfSizes(small), shares, { seed: 1, stratifyBy: 'label' });
    expect([many.parts.train.length, many.parts.validation.length, many.parts.test.length]).toEqual([
      240, 30, 30,
    ]);
  });

  it('names classes that are missing from a part', () => {
    const rows = [
      ...rowsOfSizes({ a: 30 }),
      { id: 30, label: 'rare', author: 99 },
      { id: 31, label: 'rare', author: 99 },
    ];
    const { notices, describe } = split(rows, shares, { seed: 1, stratifyBy: 'label' });
    expect(notices).toEqual([
      expect.stringMatching(/^The class 'rare' has 2 rows and is missing from '\w+'(, '\w+')?\.$/),
    ]);
    expect(describe()).toContain(notices[0]);
  });

  it('stratifies by a function and treats missing labels as a class', () => {
    const rows = rowsOfSizes({ a: 60, b: 40 });
    const { parts } = split(
      rows,
      { x: 1, y: 1 },
      { seed: 1, stratifyBy: (row) => (row.label === 'a' ? undefined : 1) },
    );
    expect(countBy(parts.x, 'a')).toBe(30);
    expect(countBy(parts.x, 'b')).toBe(20);
  });

  it('keeps groups whole', () => {
    const rows = rowsOfSizes({ a: 400, b: 200 });
    const { parts, notices } = split(rows, shares, { seed: 1, groupBy: 'author', stratifyBy: 'label' });
    const authors = Object.values(parts).map((part) => new Set([...part].map(({ author }) => author)));
    expect(new Set(authors.flatMap((set) => [...set])).size).toBe(
      authors.reduce((sum, set) => sum + set.size, 0),
    );
    expect(Math.abs(parts.test.length - 60)).toBeLessThanOrEqual(3);
    expect(Math.abs(countBy(parts.test, 'b') - 20)).toBeLessThanOrEqual(4);
    expect(notices).toEqual([]);
  });

  it('names a group that is larger than a part, and what becomes of the sizes', () => {
    const rows = Array.from({ length: 100 }, (_, id) => ({ id, label: 'a', author: id < 60 ? 0 : id }));
    const { notices, parts } = split(rows, { train: 1, test: 1 }, { seed: 1, groupBy: 'author' });
    expect(sorted([parts.train.length, parts.test.length])).toEqual([40, 60]);
    expect(notices).toEqual([
      "The group '0' has 60 rows, more than the 50 of the smallest part.",
      "The part 'train' has 60 rows in place of 50, because groups are kept whole.",
      "The part 'test' has 40 rows in place of 50, because groups are kept whole.",
    ]);
  });

  it('refuses a column that no row has', () => {
    const rows: { id: number; label?: string }[] = rowsOfSizes({ a: 20 }).map(({ id }) => ({ id }));
    const typo = "There is no column 'label' in the rows; the columns are 'id'.";
    expect(() => split(rows, shares, { seed: 1, stratifyBy: 'label' })).toThrow(typo);
    expect(() => kFold(rows, 5, { seed: 1, groupBy: 'label' })).toThrow(typo);
    const unlabelled = rows.map((row) => ({ ...row, label: undefined }));
    expect(split(unlabelled, shares, { seed: 1, stratifyBy: 'label' }).parts.train.length).toBe(16);
  });

  it('refuses what would leave a part empty', () => {
    expect(() => split(rowsOfSizes({ a: 5 }), shares, { seed: 1 })).toThrow(
      expect.objectContaining({
        code: 'invalid-data',
        what: "5 rows are too few for 3 parts: 'test' would be empty.",
      }),
    );
    expect(() => split([], shares, { seed: 1 })).toThrow(expect.objectContaining({ code: 'invalid-data' }));
    const one = Array.from({ length: 9 }, () => ({ author: 1 }));
    expect(() => split(one, shares, { seed: 1, groupBy: 'author' })).toThrow(
      '9 rows in their groups are too few',
    );
  });

  it.each([0, -1, Number.NaN, Infinity])('refuses the share %s', (share) => {
    expect(() => split(rowsOfSizes({ a: 50 }), { train: 1, test: share }, { seed: 1 })).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
  });

  it('rounds every class up or down and keeps every row, whatever the sizes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 }),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
        fc.nat(),
        (sizes, weights, seed) => {
          const rows = rowsOfSizes(Object.fromEntries(sizes.map((size, c) => [`c${c}`, size + 10])));
          const total = weights.reduce((sum, weight) => sum + weight, 0);
          const named = Object.fromEntries(weights.map((weight, part) => [`p${part}`, weight + total]));
          const sum = Object.values(named).reduce((a, b) => a + b, 0);
          const { parts } = split(rows, named, { seed, stratifyBy: 'label' });
          expect(sorted(Object.values(parts).flatMap(ids))).toEqual(rows.map(({ id }) => id));
          sizes.forEach((size, c) => {
            for (const [name, part] of Object.entries(parts)) {
              const quota = ((size + 10) * (named[name] as number)) / sum;
              expect(Math.abs(countBy(part, `c${c}`) - quota)).toBeLessThan(1);
            }
          });
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('kFold', () => {
  it('rotates blocks 8:1:1, each row tested and validated once', () => {
    const rows = rowsOfSizes({ a: 65, b: 38 });
    const { folds, notices, describe } = kFold(rows, 10, { seed: 1, stratifyBy: 'label' });
    const all = rows.map(({ id }) => id);
    expect(folds.map(({ index }) => index)).toEqual(all.slice(0, 10));
    expect(sorted(folds.flatMap(({ test }) => ids(test)))).toEqual(all);
    expect(sorted(folds.flatMap(({ validation }) => ids(validation)))).toEqual(all);
    for (const { train, validation, test } of folds) {
      expect(sorted([train, validation, test].flatMap(ids))).toEqual(all);
      expect(ids(train)).toEqual(sorted(ids(train)));
      expect([10, 11]).toContain(test.length);
      expect([3, 4]).toContain(countBy(test, 'b'));
    }
    expect(notices).toEqual([]);
    expect(describe()).toBe('103 rows were cut into 10 blocks of 10 to 11 rows.');
    expect(kFold(rows, 10, { seed: 1, stratifyBy: 'label' }).folds.map(({ test }) => ids(test))).toEqual(
      folds.map(({ test }) => ids(test)),
    );
  });

  it('keeps groups whole and their classes in proportion', () => {
    const { folds } = kFold(rowsOfSizes({ a: 200, b: 100 }), 5, {
      seed: 1,
      groupBy: 'author',
      stratifyBy: 'label',
    });
    for (const { train, validation, test } of folds) {
      const authors = new Set([...train, ...validation].map(({ author }) => author));
      expect([...test].some(({ author }) => authors.has(author))).toBe(false);
      expect(Math.abs(test.length - 60)).toBeLessThanOrEqual(3);
      expect(Math.abs(countBy(test, 'b') - 20)).toBeLessThanOrEqual(3);
    }
  });

  it('refuses fewer rows or groups than folds, and too few folds', () => {
    expect(() => kFold(rowsOfSizes({ a: 9 }), 10, { seed: 1 })).toThrow(
      expect.objectContaining({ code: 'invalid-data' }),
    );
    expect(() => kFold(rowsOfSizes({ a: 20 }), 10, { seed: 1, groupBy: 'author' })).toThrow(
      'in their groups',
    );
    for (const k of [2, 0, 3.5, Number.NaN])
      expect(() => kFold(rowsOfSizes({ a: 20 }), k, { seed: 1 })).toThrow(
        expect.objectContaining({ code: 'invalid-argument' }),
      );
  });

  it('names classes with fewer rows than folds', () => {
    const { notices } = kFold(rowsOfSizes({ a: 28, rare: 2 }), 3, { seed: 1, stratifyBy: 'label' });
    expect(notices).toEqual([
      expect.stringMatching(/^The class 'rare' has 2 rows and is missing from 'block \d'\.$/),
    ]);
  });
});

describe('classes of equal size', () => {
  const sizes = { a: 50, b: 20, c: 7 };
  const rows = rowsOfSizes(sizes);

  it('by cutting to the smallest, or to a size', () => {
    const cut = cutToEqualSize(rows, 'label', { seed: 1 });
    expect(Object.keys(sizes).map((label) => countBy(cut.rows, label))).toEqual([7, 7, 7]);
    expect(ids(cut.rows)).toEqual(sorted(ids(cut.rows)));
    expect(new Set(ids(cut.rows)).size).toBe(21);
    expect(cut.classes).toContainEqual({ value: 'a', before: 50, after: 7 });
    expect(cut.describe()).toContain("'a' was cut from 50 to 7 rows");
    expect(cut.describe()).toContain("'c' kept its 7");
    expect(ids(cutToEqualSize(rows, 'label', { seed: 1 }).rows)).toEqual(ids(cut.rows));
    expect(ids(cutToEqualSize(rows, 'label', { seed: 2 }).rows)).not.toEqual(ids(cut.rows));
    expect(cutToEqualSize(rows, (row) => row.label, { seed: 1, size: 5 }).rows.length).toBe(15);
    expect(() => cutToEqualSize(rows, 'label', { seed: 1, size: 8 })).toThrow(
      "The class 'c' has 7 rows, fewer than the 8 asked for.",
    );
    expect(() => cutToEqualSize(rows, 'label', { seed: 1, size: 0 })).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
  });

  it('by repeating rows up to the largest', () => {
    const { rows: filled, classes, describe } = oversample(rows, 'label', { seed: 1 });
    expect(Object.keys(sizes).map((label) => countBy(filled, label))).toEqual([50, 50, 50]);
    expect(ids(filled).slice(0, 77)).toEqual(ids(rowsTable(rows)));
    for (const row of rows) {
      const copies = ids(filled).filter((id) => id === row.id).length;
      const size = sizes[row.label as keyof typeof sizes];
      expect([Math.floor(50 / size), Math.ceil(50 / size)]).toContain(copies);
    }
    expect(classes).toContainEqual({ value: 'c', before: 7, after: 50 });
    expect(describe()).toContain("'c' was filled up from 7 to 50 rows");
    expect(ids(oversample(rows, 'label', { seed: 1 }).rows)).toEqual(ids(filled));
  });

  it('refuse rows without a label and no rows', () => {
    const missing = [{ label: 'a' }, { label: undefined }];
    for (const make of [cutToEqualSize, oversample]) {
      expect(() => make(missing, 'label', { seed: 1 })).toThrow(
        expect.objectContaining({ code: 'invalid-data', where: { row: 1, column: 'label' } }),
      );
      expect(() => make([] as typeof missing, 'label', { seed: 1 })).toThrow(
        expect.objectContaining({ code: 'invalid-data' }),
      );
    }
  });
});

function rowsTable(rows: readonly Row[]): Rows<Row> {
  return sample(rows, rows.length, { seed: 0 });
}

describe('shuffle and sample', () => {
  const letters = Array.from('abcdefghij');

  it('are permutations and choices, the same for the same seed', () => {
    const order = [...shuffle(letters, { seed: 3 })];
    expect(order).not.toEqual(letters);
    expect([...order].sort()).toEqual(letters);
    expect([...shuffle(letters, { seed: 3 })]).toEqual(order);
    const chosen = [...sample(letters, 4, { seed: 3 })];
    expect(chosen).toHaveLength(4);
    expect(chosen).toEqual([...new Set(chosen)].sort());
    expect([...sample(letters, 0, { seed: 3 })]).toEqual([]);
  });

  it.each([11, -1, 1.5])('do not choose %s of ten', (size) => {
    expect(() => sample(letters, size, { seed: 1 })).toThrow(
      expect.objectContaining({ code: 'invalid-argument' }),
    );
  });
});
