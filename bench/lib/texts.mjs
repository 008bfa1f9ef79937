import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Texts of a data set: the rows of `<folder>/<set>/<part>.jsonl.gz`, one part after the other. */
export function readTexts(folder, set, parts) {
  return parts.flatMap((part) =>
    gunzipSync(readFileSync(join(folder, set, `${part}.jsonl.gz`)))
      .toString('utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).text),
  );
}

/**
 * Texts of made-up words whose frequencies fall as in natural language, and of which some follow others more often than by
 * chance; the same ones at every call.
 */
export function madeUpTexts(count, words, vocabulary = 20_000) {
  let state = 1;
  const next = () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const word = () => Math.floor(vocabulary ** next());
  return Array.from({ length: count }, () => {
    let last = word();
    return Array.from({ length: words }, () => {
      last = next() < 0.4 ? (last * 7919 + 13) % vocabulary : word();
      return `w${last}`;
    }).join(' ');
  });
}
