/**
 * Parts of speech as Universal Dependencies names them.
 *
 * Source: de Marneffe et al., "Universal Dependencies", Computational Linguistics 47(2), 2021.
 */
export const universalTags = [
  'ADJ',
  'ADP',
  'ADV',
  'AUX',
  'CCONJ',
  'DET',
  'INTJ',
  'NOUN',
  'NUM',
  'PART',
  'PRON',
  'PROPN',
  'PUNCT',
  'SCONJ',
  'SYM',
  'VERB',
  'X',
] as const;

/** One of {@link universalTags}. */
export type UniversalTag = (typeof universalTags)[number];
