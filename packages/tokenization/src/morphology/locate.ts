import { type TextSpan, TomoniError } from '@tomoni/spec';

/**
 * Finds words in a text, one after the other, with nothing but white space between them.
 *
 * @param analyzer name of who gave the words
 * @returns a function from the next word to its span; it throws TomoniError `mismatch` where the text goes on otherwise
 */
export function locate(text: string, analyzer: string): (word: string) => TextSpan {
  let at = 0;
  return (word) => {
    const start = text.indexOf(word, at);
    if (start < 0 || !/^[\s\p{White_Space}]*$/u.test(text.slice(at, start)))
      throw new TomoniError({
        code: 'mismatch',
        what: `The analyser ${analyzer} gave the word '${word}' where the text goes on '${text.slice(at, at + 40)}'.`,
        remedy: 'Use another analyser, or normalize the texts before.',
      });
    at = start + word.length;
    return { start, end: at };
  };
}
