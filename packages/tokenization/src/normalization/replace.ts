import type { JsonObject } from '@tomoni/spec';
import { type AlignedText, AlignedTextBuilder } from '../alignment/aligned-text.js';
import { patternOf } from '../hugging-face/pattern.js';
import { characterBefore } from '../unicode/characters.js';

/** Replaces every match of a pattern by a text, which takes the place of the match's last character. */
export function replace(pattern: JsonObject, content: string): (source: AlignedText) => AlignedText {
  const expression = patternOf(pattern);
  return (source) => {
    const { text } = source;
    const builder = new AlignedTextBuilder(source);
    let done = 0;
    for (const match of text.matchAll(expression)) {
      const end = match.index + match[0].length;
      builder.copy(done, match.index);
      builder.add(content, end - characterBefore(text, end).length, end);
      done = end;
    }
    if (done === 0 && builder.empty) return source;
    builder.copy(done, text.length);
    return builder.build();
  };
}
