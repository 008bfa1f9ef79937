import { type Json, type JsonObject, TomoniError } from '@tomoni/spec';
import { isObject } from '../files/component.js';
import type { Analyzer } from './analyzer.js';
import { jumanpp } from './command-line/jumanpp.js';
import { mecab } from './command-line/mecab.js';
import { sudachi } from './command-line/sudachi.js';
import { kuromoji } from './kuromoji/kuromoji.js';
import { lindera } from './lindera.js';
import { wink } from './wink.js';

/** What makes analysers of the options that `toJSON` has written. */
const makers: Readonly<Record<string, (options: JsonObject) => Analyzer>> = {
  kuromoji,
  lindera,
  mecab,
  sudachi,
  jumanpp,
  wink,
};

/**
 * The analyser whose `toJSON` wrote this.
 *
 * @throws TomoniError `mismatch` where it is of a kind that is not built in
 *
 * @example
 * ```ts
 * import { kuromoji, restoreAnalyzer } from '@tomoni/tokenization';
 *
 * console.log(restoreAnalyzer(kuromoji().toJSON()).kind); // kuromoji
 * ```
 */
export function restoreAnalyzer(saved: Json): Analyzer {
  const { kind, ...options } = isObject(saved) ? saved : {};
  const make = typeof kind === 'string' && Object.hasOwn(makers, kind) ? makers[kind] : undefined;
  if (make !== undefined) return make(options);
  throw new TomoniError({
    code: 'mismatch',
    what: `The analyser ${JSON.stringify(kind ?? null)} is none of ${Object.keys(makers).join(', ')}.`,
    remedy: 'Give the analyser itself as an option when you load.',
  });
}
