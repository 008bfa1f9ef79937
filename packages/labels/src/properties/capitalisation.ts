import { type Encoding, type LabelGenerator, requireKnownOptions, type TaggedSpan } from '@tomoni/spec';
import type { InputTransformOptions } from '../corruption/transform.js';
import { labelledWords } from './labelled-words.js';
import { propertyGenerator } from './property-generator.js';

/** What is said of a word: that its first letter alone is a capital, or all of its two or more letters are. */
export type CapitalTag = 'capitalised' | 'upper';

/**
 * Labels that say which words are written with capitals: `Rain` is `capitalised`, `NASA` is `upper`, `rain` and `iPhone` are
 * neither.
 *
 * Words are those of the tokenizer. With a model that tells upper from lower case the answer stands in the text itself:
 * hide tokens (`input: 'mask'`), or use a model of lower case. Input: as it is, or with tokens masked, replaced or both.
 *
 * Source: the CAP objective of Dery et al., "AANG: automating auxiliary learning", ICLR 2023.
 *
 * @throws TomoniError `invalid-argument` where the input transform is not a legal one, or the rate out of range
 *
 * @example
 * ```ts
 * import { capitalisation } from '@tomoni/labels';
 *
 * console.log(capitalisation({ input: 'mask' }).altersInput); // true
 * ```
 */
export function capitalisation(
  options: InputTransformOptions = {},
): LabelGenerator<readonly TaggedSpan<CapitalTag>[]> {
  requireKnownOptions('capitalisation()', options, ['input', 'rate']);
  return propertyGenerator({
    kind: 'capitalisation',
    input: options,
    settings: {},
    learn: ({ encodings }) => {
      const words = encodings.flatMap((encoding) => labelledWords(encoding));
      const tags = encodings.flatMap(capitalSpans);
      const count = (tag: CapitalTag) => tags.filter((span) => span.tag === tag).length;
      return { words: words.length, capitalised: count('capitalised'), upper: count('upper') };
    },
    fits: ({ words }) => typeof words === 'number',
    label: () => capitalSpans,
    describe: ({ words, capitalised, upper }) => ({
      words,
      labels: capitalised + upper,
      labelsByTag: { capitalised, upper },
      coverage: words === 0 ? 0 : (capitalised + upper) / words,
    }),
  });
}

function capitalSpans(encoding: Encoding): TaggedSpan<CapitalTag>[] {
  return labelledWords(encoding).flatMap(({ start, end }) => {
    const tag = tagOf(encoding.text.slice(start, end));
    return tag === undefined ? [] : [{ start, end, tag }];
  });
}

function tagOf(word: string): CapitalTag | undefined {
  const letters = Array.from(word).filter((character) => /\p{L}/u.test(character));
  const [first, ...others] = letters.map((letter) => /\p{Lu}/u.test(letter));
  if (first !== true) return undefined;
  if (others.length > 0 && others.every((isUpper) => isUpper)) return 'upper';
  return others.some((isUpper) => isUpper) ? undefined : 'capitalised';
}
