import { fragment, type Markup } from './element.js';
import { lineOfText, lineOfTextSize } from './line-of-text.js';
import { textWidth } from './text-width.js';

const lineHeight = 18;

/** Muted sentences below a figure, each on lines of its own; says how high they are. */
export function notes(
  sentences: readonly (string | undefined)[],
  left: number,
  top: number,
  width: number,
): { readonly markup: Markup; readonly height: number } {
  const lines = sentences.flatMap((sentence) => (sentence === undefined ? [] : wrapped(sentence, width)));
  return {
    markup: fragment(...lines.map((line, i) => lineOfText(line, left, top + i * lineHeight, width))),
    height: lines.length * lineHeight,
  };
}

/** A sentence in lines, broken at spaces. */
function wrapped(sentence: string, width: number): string[] {
  const lines: string[] = [];
  let open = '';
  for (const word of sentence.split(' ')) {
    const longer = open === '' ? word : `${open} ${word}`;
    if (open !== '' && textWidth(longer, lineOfTextSize) > width) {
      lines.push(open);
      open = word;
    } else open = longer;
  }
  return [...lines, open];
}
