import { TomoniError } from '@tomoni/spec';
import type { Analyzer, AnalyzerLanguage, Morpheme } from '@tomoni/tokenization';
import { kuromoji, wink } from '@tomoni/tokenization';

const names: Readonly<Record<AnalyzerLanguage, string>> = { ja: 'Japanese', en: 'English' };

/** The analyser for a language: the one that is given, or the one that needs least. @throws TomoniError `invalid-argument` where it is for another */
export function analyzerFor(language: AnalyzerLanguage, given: Analyzer | undefined): Analyzer {
  if (!Object.hasOwn(names, language))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The language '${language}' is not one of 'ja' and 'en'.`,
      remedy: 'For other languages, give tags of your own: taggedSpans().',
    });
  const analyzer = given ?? (language === 'ja' ? kuromoji() : wink());
  if (analyzer.language === language) return analyzer;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `The analyser ${analyzer.kind} is for ${names[analyzer.language]}, not for ${names[language]}.`,
    remedy: `Use ${language === 'ja' ? 'kuromoji()' : 'wink()'}.`,
  });
}

/** How many words of a corpus a dictionary has, of those with a letter. */
export interface Familiarity {
  words: number;
  unknown: number;
}

/** Counts the words of a text. */
export function countFamiliar(words: readonly Morpheme[], counts: Familiarity): void {
  for (const { surface, known } of words) {
    if (!/\p{L}/u.test(surface)) continue;
    counts.words++;
    if (!known) counts.unknown++;
  }
}

/** Fewer words say nothing of a language. */
const least = 20;
/** Shares of unknown words: Japanese news, reviews and captions had up to 0.06, English texts of ten kinds up to 0.22; English and German had 0.76 and more where they did not belong, Chinese 0.39. */
const suspicious = 0.25;
const foreign = 0.5;

/**
 * Refuses a corpus that does not seem to be in the language of its analyser.
 *
 * @returns a sentence where it may not be, `undefined` where all is well
 * @throws TomoniError `invalid-data` where more than half of the words are not known
 */
export function checkLanguage(
  { kind, language }: Analyzer,
  { words, unknown }: Familiarity,
): string | undefined {
  const share = words < least ? 0 : unknown / words;
  if (share < suspicious) return undefined;
  const found = `${(100 * share).toFixed(1)} % of the ${words} words of the training texts are not in the dictionary of ${kind}`;
  if (share < foreign) return `${found}: are the texts ${names[language]}?`;
  throw new TomoniError({
    code: 'invalid-data',
    what: `${found}: they do not seem to be ${names[language]}.`,
    remedy: "Correct 'language', or give an analyser with a dictionary for these texts.",
  });
}
