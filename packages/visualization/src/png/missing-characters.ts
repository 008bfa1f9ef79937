import { escapeText } from '../markup/element.js';
import { fontFamily } from '../theme/style.js';

/** Characters up to here are in every font. */
const everywhere = 0x24f;

/** No font has this character: it is none, by Unicode's word. */
const noCharacter = '\u{10ffff}';

/**
 * The characters of a figure's texts that no font has: they come out as the box that stands for no character at all.
 *
 * @param simplify draws all text as paths
 */
export function missingCharacters(svg: string, simplify: (svg: string) => string): string[] {
  const characters = [...new Set(textOf(svg))].filter(
    (character) =>
      (character.codePointAt(0) as number) > everywhere && !/[\p{M}\p{Cf}\p{Z}]/u.test(character),
  );
  if (characters.length === 0) return [];
  const [nothing, ...shapes] = outlines([noCharacter, ...characters], simplify);
  return characters.filter((_, i) => shapes[i] === nothing || shapes[i] === '');
}

/** All that is written in the figure. */
function textOf(svg: string): string {
  return Array.from(svg.matchAll(/<text[^>]*>([\s\S]*?)<\/text>/g), ([, inner]) =>
    (inner as string).replace(/<[^>]*>/g, '').replace(/&#?\w+;/g, ''),
  ).join('');
}

function outlines(characters: readonly string[], simplify: (svg: string) => string): string[] {
  const texts = characters.map(
    (character, i) => `<g id="c${i}"><text x="0" y="20">${escapeText(character)}</text></g>`,
  );
  const drawn = simplify(
    `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40" font-family="${escapeText(fontFamily)}" font-size="20">${texts.join('')}</svg>`,
  );
  return characters.map(
    (_, i) => new RegExp(`<g id="c${i}">([\\s\\S]*?)</g>`).exec(drawn)?.[1]?.trim() ?? '',
  );
}
