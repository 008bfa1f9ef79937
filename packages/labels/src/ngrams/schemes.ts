/**
 * How an n-gram is labelled: `all-phrase` says that it is one, `disregard` gives it its class and leaves shared ones to
 * `shared`, `common-label` gives it its class or ∅ where it is shared, `bit-label` gives it the set of its classes.
 */
export type NgramScheme = 'all-phrase' | 'disregard' | 'common-label' | 'bit-label';

/**
 * What becomes of n-grams that classes share in the scheme `disregard`: they are left outside, or take the class of the
 * training text that they stand in.
 */
export type SharedNgrams = 'outside' | 'documentClass';

/** Tag of every n-gram in the scheme `all-phrase`. */
export const PHRASE = 'Phrase';

/** Tag of shared n-grams in the scheme `common-label`. */
export const COMMON = '∅';

/** What the tag of an n-gram depends on. */
export interface TagContext {
  readonly scheme: NgramScheme;
  readonly shared: SharedNgrams;
  /** Names of all classes, in the order of the bits. */
  readonly classes: readonly string[];
}

/**
 * The tag of an n-gram; `undefined` where it is left outside.
 *
 * @param members indices of the classes that the n-gram belongs to, ascending
 * @param documentClass index of the class of the training text that it stands in, −1 for all other texts
 */
export function tagOf(
  members: readonly number[],
  documentClass: number,
  { scheme, shared, classes }: TagContext,
): string | undefined {
  if (scheme === 'all-phrase') return PHRASE;
  const [only, ...others] = members;
  if (only === undefined) return undefined;
  if (scheme === 'bit-label')
    return classes.map((_, index) => (members.includes(index) ? '1' : '0')).join('');
  if (others.length === 0) return classes[only];
  if (scheme === 'common-label') return COMMON;
  return shared === 'documentClass' ? classes[documentClass] : undefined;
}
