import { type AlignedText, AlignedTextBuilder } from '../alignment/aligned-text.js';
import { LATER_DECOMPOSITIONS } from '../unicode/later-characters.js';

/** Unicode's normal forms. Source: Unicode Standard Annex #15. */
export type UnicodeForm = 'NFC' | 'NFD' | 'NFKC' | 'NFKD';

const keptWhole = new RegExp(`[${LATER_DECOMPOSITIONS}]`, 'u');
/** A character with everything that may compose or change order with it: marks, Hangul vowels and finals, half-width voicing marks. */
const cluster = /[\s\S][\p{M}\u1160-\u11ff\ud7b0-\ud7ff\uff9e\uff9f\uffa0-\uffdc]*/gu;

/** The characters that one character decomposes to. */
export function decompose(character: string, form: 'NFD' | 'NFKD'): string[] {
  return keptWhole.test(character) ? [character] : [...character.normalize(form)];
}

/**
 * Brings a text into a normal form.
 *
 * @param tables whose: those of Python's tokenizers, which leave characters of later versions of Unicode whole, or Unicode's
 */
export function unicodeForm(
  form: UnicodeForm,
  tables: 'tokenizers' | 'unicode' = 'tokenizers',
): (source: AlignedText) => AlignedText {
  const partsOf = (character: string): string[] => {
    const decomposed = form === 'NFKC' || form === 'NFKD' ? 'NFKD' : 'NFD';
    return tables === 'tokenizers' ? decompose(character, decomposed) : [...character.normalize(decomposed)];
  };
  const isKept = (text: string) =>
    text.normalize(form) === text || (tables === 'tokenizers' && keptWhole.test(text));
  return (source) => {
    const { text } = source;
    if (text.normalize(form) === text) return source;
    const builder = new AlignedTextBuilder(source);
    for (const { 0: match, index } of text.matchAll(cluster))
      normalizeCluster({ text: match, at: index, form, isKept, partsOf }, builder);
    return builder.build();
  };
}

interface Part {
  readonly character: string;
  /** Index of the source character within its cluster. */
  readonly source: number;
  /** Whether the part begins what its source character decomposes to. */
  readonly first: boolean;
}

/** Characters that are normalised together, and where they stand. */
interface Cluster {
  readonly text: string;
  readonly at: number;
  readonly form: UnicodeForm;
  readonly isKept: (text: string) => boolean;
  readonly partsOf: (character: string) => string[];
}

function normalizeCluster({ text, at, form, isKept, partsOf }: Cluster, builder: AlignedTextBuilder): void {
  if (isKept(text)) {
    builder.copy(at, at + text.length);
    return;
  }
  const characters = [...text];
  const bounds = [at];
  for (const character of characters) bounds.push((bounds.at(-1) as number) + character.length);
  const parts: Part[] = characters.flatMap((character, source) =>
    partsOf(character).map((part, i) => ({
      character: part,
      source,
      first: i === 0,
    })),
  );
  // A composed character takes the place of as many source characters as its components begin; it is aligned with
  // the first of them, as Python's tokenizers align it.
  let consumed = 0;
  for (const character of text.normalize(form)) {
    const components = form === 'NFC' || form === 'NFKC' ? [...character.normalize('NFD')] : [character];
    let begun = 0;
    for (const component of components) {
      const found = parts.findIndex((part) => part.character === component);
      if (found >= 0 && parts.splice(found, 1)[0]?.first) begun++;
    }
    const source = begun > 0 ? Math.min(consumed, characters.length - 1) : Math.max(consumed - 1, 0);
    builder.add(character, bounds[source] as number, bounds[source + 1] as number);
    consumed += begun;
  }
}
