import { type Encoding, type LabelGenerator, requireKnownOptions } from '@tomoni/spec';
import type { InputTransformOptions } from '../corruption/transform.js';
import { propertyGenerator } from './property-generator.js';

/** Options of {@link tfIdf}. */
export interface TfIdfOptions extends InputTransformOptions {
  /** What is taken of the weights of a text's tokens: their mean over the distinct ones, or the greatest. Default `mean`. */
  readonly statistic?: 'mean' | 'max';
}

type State = {
  /** Training texts. */
  readonly texts: number;
  /** By vocabulary index: the texts that hold the token. */
  readonly documents: Readonly<Record<string, number>>;
  readonly meanLabel: number;
};

/**
 * Labels that say how much a text's tokens set it apart: the mean, or the greatest, of their TF-IDF weights, for a
 * regression.
 *
 * The weight of a token is its share of the text's tokens times `ln((1 + N) / (1 + df)) + 1`, with `N` texts in the training
 * part of which `df` hold it: scikit-learn's smoothed inverse document frequency. A text without tokens has 0. Input: as it
 * is, or with tokens masked, replaced or both.
 *
 * Source: the TFIDF objective of Dery et al., "AANG: automating auxiliary learning", ICLR 2023, over texts.
 *
 * @throws TomoniError `invalid-argument` where the input transform is not a legal one, or the rate out of range
 *
 * @example
 * ```ts
 * import { tfIdf } from '@tomoni/labels';
 *
 * console.log(tfIdf({ statistic: 'max' }).kind); // tf-idf
 * ```
 */
export function tfIdf(options: TfIdfOptions = {}): LabelGenerator<number> {
  requireKnownOptions('tfIdf()', options, ['statistic', 'input', 'rate']);
  const { statistic = 'mean', ...input } = options;
  return propertyGenerator<number, State>({
    kind: 'tf-idf',
    input,
    settings: { statistic },
    learn: ({ encodings }) => {
      const documents: Record<string, number> = {};
      for (const encoding of encodings)
        for (const token of tokenCounts(encoding).keys()) documents[token] = (documents[token] ?? 0) + 1;
      const known = { texts: encodings.length, documents, meanLabel: 0 };
      const total = encodings.reduce((sum, encoding) => sum + weigh(encoding, known, statistic), 0);
      return { ...known, meanLabel: encodings.length === 0 ? 0 : total / encodings.length };
    },
    fits: ({ texts, documents }) => typeof texts === 'number' && typeof documents === 'object',
    label: (state) => (encoding) => weigh(encoding, state, statistic),
    describe: ({ texts, documents, meanLabel }) => ({
      labels: texts,
      tokens: Object.keys(documents).length,
      meanLabel,
      coverage: 1,
    }),
  });
}

function weigh(encoding: Encoding, { texts, documents }: State, statistic: 'mean' | 'max'): number {
  const counts = tokenCounts(encoding);
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const weights = [...counts].map(([token, count]) => {
    const inverse = Math.log((1 + texts) / (1 + (documents[token] ?? 0))) + 1;
    return (count / all) * inverse;
  });
  if (weights.length === 0) return 0;
  if (statistic === 'max') return weights.reduce((most, weight) => Math.max(most, weight));
  return weights.reduce((sum, weight) => sum + weight, 0) / weights.length;
}

function tokenCounts({ ids, special }: Encoding): Map<number, number> {
  const counts = new Map<number, number>();
  ids.forEach((id, token) => {
    if (special[token] === 0) counts.set(id, (counts.get(id) ?? 0) + 1);
  });
  return counts;
}
