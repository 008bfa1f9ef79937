import type { AlignedText } from '../alignment/aligned-text.js';
import { literal } from '../hugging-face/pattern.js';
import { prepend } from '../normalization/prepend.js';
import { replace } from '../normalization/replace.js';
import { split } from './split.js';

/** The settings of sentencepiece's words. */
export interface Metaspace {
  /** The character that stands for a space. */
  readonly replacement: string;
  /** Whether one is put before every text, before the first of a text cut by added tokens, or never. */
  readonly prepend: 'always' | 'first' | 'never';
  /** Whether words are cut before each replacement. */
  readonly split: boolean;
}

/** Sentencepiece's words: spaces become visible and belong to the word that follows. */
export function metaspaceWords(settings: Metaspace): (source: AlignedText) => AlignedText[] {
  const { replacement } = settings;
  const replaceSpaces = replace({ String: ' ' }, replacement);
  const prefix = prepend(replacement);
  const delimiter = literal(replacement);
  return (source) => {
    let text = replaceSpaces(source);
    const wanted = settings.prepend === 'always' || (settings.prepend === 'first' && source.origin === 0);
    if (wanted && !text.text.startsWith(replacement)) text = prefix(text);
    return settings.split ? split(text, delimiter, 'MergedWithNext') : [text];
  };
}
