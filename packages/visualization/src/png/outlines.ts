import { escapeText } from '../markup/element.js';

/** A text to be drawn in a typeface. */
export interface Sample {
  readonly family: string;
  readonly text: string;
}

/** The outlines of texts, each by itself at the same place: equal where texts look the same. */
export function outlinesOf(samples: readonly Sample[], toPaths: (svg: string) => string): string[] {
  const groups = samples.map(
    ({ family, text }, i) =>
      `<g id="sample-${i}"><text x="0" y="20" font-family="${escapeText(family)}">${escapeText(text)}</text></g>`,
  );
  const drawn = toPaths(
    `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" font-size="20">${groups.join('')}</svg>`,
  );
  return samples.map(
    (_, i) => new RegExp(`<g id="sample-${i}">([\\s\\S]*?)</g>`).exec(drawn)?.[1]?.trim() ?? '',
  );
}
