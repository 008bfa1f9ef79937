import { TomoniError, type Weighting, type WeightingExtra } from '@tomoni/spec';

/** What two weightings that work together ask for. @throws TomoniError `invalid-argument` where they ask for different things */
export function combinedExtra(name: string, a: Weighting, b: Weighting): { readonly extra?: WeightingExtra } {
  if (a.extra !== undefined && b.extra !== undefined)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `Both parts of the weighting '${name}' ask for more than their statistic: '${a.extra}' and '${b.extra}'.`,
      remedy: 'Combine at most one such weighting with others.',
    });
  const extra = a.extra ?? b.extra;
  return extra === undefined ? {} : { extra };
}
