import { weightingCatalogue } from './weighting-catalogue.js';
import type { WeightingFacts } from './weighting-facts.js';

const NEEDS: { readonly [needs in WeightingFacts['needs']]: string } = {
  nothing: '—',
  losses: 'losses',
  gramian: 'inner products of gradients',
  jacobian: 'gradients',
  inner: 'what the method within needs',
};

const EXTRAS: { readonly [extra in NonNullable<WeightingFacts['extra']>]: string } = {
  'after-update': 'losses after the update',
  batches: 'two more batches',
  validation: 'a validation batch',
};

/**
 * The catalogue as Markdown: a heading and a table per group, as it stands in the guide to choosing a weighting.
 *
 * @example
 * ```ts
 * import { catalogueTable } from '@tomoni/weighting';
 *
 * console.log(catalogueTable());
 * ```
 */
export function catalogueTable(): string {
  const sections = weightingCatalogue.map(({ title, methods }) =>
    [
      `### ${title}`,
      '',
      row(HEADERS),
      row(HEADERS.map(() => '---')),
      ...methods.map((facts) => row(cells(facts))),
    ].join('\n'),
  );
  return `${sections.join('\n\n')}\n`;
}

const HEADERS = ['Function', 'Method', 'Needs', 'Cost per step', 'Guarantees', 'Reference', 'When to use'];

function cells({ name, title, needs, extra, cost, properties, reference, use }: WeightingFacts): string[] {
  const statistic = extra === undefined ? NEEDS[needs] : `${NEEDS[needs]}; ${EXTRAS[extra]}`;
  const { text, url } = reference;
  return [
    `\`${name}\``,
    title,
    statistic,
    cost,
    properties.length === 0 ? '—' : properties.join(', '),
    url === undefined ? text : `[${text}](${url})`,
    use,
  ];
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
