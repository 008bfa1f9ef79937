import { type AlignedText, AlignedTextBuilder } from '../alignment/aligned-text.js';

/** Puts a text before another, unless that is empty; what is added shares the place of the first character. */
export function prepend(prefix: string): (source: AlignedText) => AlignedText {
  return (source) => {
    const first = source.text.codePointAt(0);
    if (first === undefined || prefix === '') return source;
    const builder = new AlignedTextBuilder(source);
    builder.add(prefix, 0, first > 0xffff ? 2 : 1);
    builder.copy(0, source.text.length);
    return builder.build();
  };
}
