import type { AlignedText } from '../alignment/aligned-text.js';
import { mapCharacters, memoized } from '../alignment/map-characters.js';
import type { Component } from '../files/component.js';
import { byteCharacters } from '../unicode/bytes.js';
import { isMark } from '../unicode/characters.js';
import { bertNormalizer } from './bert.js';
import { nmtCharacter } from './nmt.js';
import { precompiled } from './precompiled.js';
import { prepend } from './prepend.js';
import { replace } from './replace.js';
import { strip } from './strip.js';
import { unicodeForm } from './unicode-form.js';

/** Rewrites a text before it is split into words, without losing where its characters come from. */
export type Normalizer = (source: AlignedText) => AlignedText;

/**
 * The normaliser that a `tokenizer.json` describes.
 *
 * @throws TomoniError `malformed-file` where its type is not known or a setting is missing
 */
export function normalizerOf(component: Component): Normalizer {
  switch (component.type) {
    case 'Sequence': {
      const steps = component.parts('normalizers').map(normalizerOf);
      return (source) => steps.reduce((text, step) => step(text), source);
    }
    case 'BertNormalizer': {
      const lowercase = component.flag('lowercase', true);
      return bertNormalizer({
        cleanText: component.flag('clean_text', true),
        spaceChinese: component.flag('handle_chinese_chars', true),
        stripAccents: component.flag('strip_accents', lowercase),
        lowercase,
      });
    }
    case 'Lowercase':
      return characterwise((character) => character.toLowerCase());
    case 'StripAccents':
      return characterwise((character) => (isMark(character) ? '' : character));
    case 'Nmt':
      return characterwise(nmtCharacter);
    case 'ByteLevel':
      return characterwise(byteCharacters);
    case 'NFC':
    case 'NFD':
    case 'NFKC':
    case 'NFKD':
      return unicodeForm(component.type);
    case 'Strip':
      return strip(component.flag('strip_left', true), component.flag('strip_right', true));
    case 'Replace':
      return replace(component.object('pattern'), component.text('content'));
    case 'Prepend':
      return prepend(component.text('prepend'));
    case 'Precompiled':
      return precompiled(component.text('precompiled_charsmap'));
    default:
      throw component.unknown();
  }
}

function characterwise(map: (character: string) => string): Normalizer {
  const table = memoized(map);
  return (source) => mapCharacters(source, table);
}
