import type { Table, TableCell } from '@tomoni/statistics';
import type { NgramState } from './ngram-state.js';

/** How a table of n-grams is made. */
export interface NgramTableOptions {
  /** N-grams per class. Default 5. */
  readonly top?: number;
  /** Classes to show. Default: all. */
  readonly classes?: readonly string[];
  /** Whether each n-gram stands with its count. Default `true`. */
  readonly counts?: boolean;
}

/** One column of the table. */
interface Column {
  readonly name: string;
  readonly ngrams: readonly { readonly ngram: number; readonly count: number }[];
}

/**
 * The most frequent n-grams that belong to one class alone, class by class, and those that classes share; of equally
 * frequent ones that which came about first. Without classes, a single column of all.
 */
export function ngramTable(
  { classes, counts, classCounts, tokens }: NgramState,
  ngrams: readonly (readonly number[])[],
  members: readonly (readonly number[])[],
  { top = 5, classes: shown = classes, counts: withCounts = true }: NgramTableOptions = {},
): Table {
  const all = ngrams.map((_, ngram) => ngram);
  const most = (of: readonly number[], countOf: (ngram: number) => number) =>
    of
      .map((ngram) => ({ ngram, count: countOf(ngram) }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count)
      .slice(0, top);
  const inAll = (ngram: number) => counts[ngram] as number;
  const columns: Column[] =
    classes.length === 0
      ? [{ name: 'all', ngrams: most(all, inAll) }]
      : [
          ...shown.map((name) => {
            const index = classes.indexOf(name);
            const own = all.filter((ngram) => members[ngram]?.length === 1 && members[ngram]?.[0] === index);
            const inClass = (ngram: number) => classCounts[ngram]?.find(([of]) => of === index)?.[1] ?? 0;
            return { name, ngrams: most(own, inClass) };
          }),
          {
            name: 'shared',
            ngrams: most(
              all.filter((ngram) => (members[ngram]?.length ?? 0) > 1),
              inAll,
            ),
          },
        ];
  const text = (ngram: number) => (ngrams[ngram] ?? []).map((token) => tokens[token]).join(' ');
  const cell = (entry: Column['ngrams'][number] | undefined): TableCell => {
    if (entry === undefined) return { text: '', value: null };
    return { text: withCounts ? `${text(entry.ngram)} (${entry.count})` : text(entry.ngram) };
  };
  const rows = columns.reduce((longest, column) => Math.max(longest, column.ngrams.length), 0);
  return {
    caption:
      classes.length === 0
        ? 'The most frequent n-grams'
        : 'The most frequent n-grams of each class, and of those that classes share',
    columns: [
      { name: 'rank', align: 'right' },
      ...columns.map(({ name }) => ({ name, align: 'left' as const })),
    ],
    rows: Array.from({ length: rows }, (_, rank) => [
      { text: String(rank + 1), value: rank + 1 },
      ...columns.map((column) => cell(column.ngrams[rank])),
    ]),
    notes: [],
  };
}
