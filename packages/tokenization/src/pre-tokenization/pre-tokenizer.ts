import type { AlignedText } from '../alignment/aligned-text.js';
import type { Component } from '../files/component.js';
import { literal, patternOf } from '../hugging-face/pattern.js';
import { PUNCTUATION, WHITESPACE, WORD } from '../unicode/characters.js';
import { bertWords } from './bert.js';
import { byteLevelWords } from './byte-level.js';
import { metaspaceWords } from './metaspace.js';
import { type DelimiterBehavior, matches, split } from './split.js';

/** Splits a text into the pieces that are cut into tokens one by one. */
export type PreTokenizer = (source: AlignedText) => AlignedText[];

const whitespace = new RegExp(`[${WHITESPACE}]+`, 'gu');
const wordsAndSymbols = new RegExp(`[${WORD}]+|[^${WORD}${WHITESPACE}]+`, 'gu');
const punctuation = new RegExp(PUNCTUATION, 'gv');
const digits = /\p{N}/gu;

/**
 * The pre-tokeniser that a `tokenizer.json` describes.
 *
 * @throws TomoniError `malformed-file` where its type is not known or a setting is missing
 */
export function preTokenizerOf(component: Component): PreTokenizer {
  switch (component.type) {
    case 'Sequence': {
      const steps = component.parts('pretokenizers').map(preTokenizerOf);
      return (source) => steps.reduce((pieces, step) => pieces.flatMap(step), [source]);
    }
    case 'BertPreTokenizer':
      return bertWords;
    case 'ByteLevel':
      return byteLevelWords({
        addPrefixSpace: component.flag('add_prefix_space', true),
        useRegex: component.flag('use_regex', true),
      });
    case 'Metaspace':
      return metaspaceWords({
        replacement: component.text('replacement', '▁'),
        prepend: prependScheme(component),
        split: component.flag('split', true),
      });
    case 'Whitespace':
      return (source) => matches(source, wordsAndSymbols);
    case 'WhitespaceSplit':
      return (source) => split(source, whitespace, 'Removed');
    case 'CharDelimiterSplit': {
      const delimiter = literal(component.text('delimiter'));
      return (source) => split(source, delimiter, 'Removed');
    }
    case 'Punctuation': {
      const behavior = delimiterBehavior(component, 'Isolated');
      return (source) => split(source, punctuation, behavior);
    }
    case 'Digits': {
      const behavior = component.flag('individual_digits', false) ? 'Isolated' : 'Contiguous';
      return (source) => split(source, digits, behavior);
    }
    case 'Split': {
      const pattern = patternOf(component.object('pattern'));
      const behavior = delimiterBehavior(component);
      const inverted = component.flag('invert', false);
      return (source) => split(source, pattern, behavior, inverted);
    }
    case 'FixedLength': {
      const length = component.count('length');
      if (length === 0) throw component.unfit('length', 'at least 1');
      const pieces = new RegExp(`[\\s\\S]{1,${length}}`, 'gu');
      return (source) => matches(source, pieces);
    }
    default:
      throw component.unknown();
  }
}

function prependScheme(component: Component): 'always' | 'first' | 'never' {
  const scheme = component.text(
    'prepend_scheme',
    component.flag('add_prefix_space', true) ? 'always' : 'never',
  );
  if (scheme !== 'always' && scheme !== 'first' && scheme !== 'never')
    throw component.unfit('prepend_scheme', "'always', 'first' or 'never'");
  return scheme;
}

const behaviors: Readonly<Record<string, DelimiterBehavior>> = {
  removed: 'Removed',
  isolated: 'Isolated',
  mergedwithprevious: 'MergedWithPrevious',
  mergedwithnext: 'MergedWithNext',
  contiguous: 'Contiguous',
};

function delimiterBehavior(component: Component, standard?: string): DelimiterBehavior {
  const behavior = behaviors[component.text('behavior', standard).toLowerCase().replaceAll('_', '')];
  if (behavior === undefined) throw component.unfit('behavior', "such as 'Isolated' or 'Removed'");
  return behavior;
}
