import type { Json, Rows } from '@tomoni/spec';
import { expectTypeOf, it } from 'vitest';
import { readCsv } from '../readers/read-csv.js';
import { readJsonLines, streamJsonLines } from '../readers/read-json-lines.js';
import { split } from '../splits/split.js';
import { json } from './json.js';
import { integer, number } from './number.js';
import { oneOf } from './one-of.js';
import { optional } from './optional.js';
import { text } from './text.js';

const columns = {
  title: text(),
  score: number(),
  votes: integer(),
  label: oneOf(['spam', 'ham']),
  stars: oneOf([1, 2, 3]),
  appeal: optional(number()),
  raters: json((value): value is number[] => Array.isArray(value)),
  rest: json(),
};

interface Row {
  readonly title: string;
  readonly score: number;
  readonly votes: number;
  readonly label: 'spam' | 'ham';
  readonly stars: 1 | 2 | 3;
  readonly appeal: number | undefined;
  readonly raters: number[];
  readonly rest: Json;
}

it('gives rows the types of their columns', () => {
  expectTypeOf(readCsv('a.csv', columns)).resolves.toEqualTypeOf<Rows<Row>>();
  expectTypeOf(readJsonLines('a.jsonl', columns)).resolves.toEqualTypeOf<Rows<Row>>();
});

it('knows the columns that may be renamed', () => {
  readCsv('a.csv', columns, { from: { title: 'Product title', votes: 3 } });
  // @ts-expect-error there is no column 'titel'
  readCsv('a.csv', columns, { from: { titel: 'Product title' } });
  // @ts-expect-error JSON Lines have keys, not indices
  streamJsonLines('a.jsonl', columns, { from: { votes: 3 } });
});

it('knows the parts of a split and the columns to split by', () => {
  const { parts } = split([{ text: 'a', label: 1 }], { train: 8, test: 2 }, { seed: 1, stratifyBy: 'label' });
  expectTypeOf(parts.train).toEqualTypeOf<Rows<{ text: string; label: number }>>();
  // @ts-expect-error there is no such part
  parts.validation;
  // @ts-expect-error there is no column 'lable'
  split([{ text: 'a', label: 1 }], { train: 8, test: 2 }, { seed: 1, stratifyBy: 'lable' });
});
