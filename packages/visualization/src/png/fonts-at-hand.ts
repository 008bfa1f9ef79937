import { escapeText } from '../markup/element.js';
import { fontFamily, monospaceFamilies, monospaceFamily, sansFamilies } from '../theme/style.js';
import { outlinesOf } from './outlines.js';

/** A typeface that nobody has, in place of which the first of the system is taken. */
const noFamily = 'no such typeface';

/** Unicode promises that this will never be a character, so that no font has it. */
const noCharacter = '\u{10ffff}';

/** Characters up to here are in every font. */
const everywhere = 0x24f;

/** A figure for a renderer that knows one typeface per text, and what it cannot show. */
export interface FittedFigure {
  /** The figure with the first typeface at hand of those that it names. */
  readonly svg: string;
  /** The characters that no font has. */
  readonly missing: readonly string[];
}

/**
 * Fits a figure to the fonts at hand: renders samples in every typeface, and every character that is not Latin, and
 * compares them with a typeface, and a character, that no font has.
 *
 * @param toPaths draws an SVG document with all text as paths
 */
export function fitToFonts(svg: string, toPaths: (svg: string) => string): FittedFigure {
  const characters = [...new Set(writtenIn(svg))].filter(
    (character) =>
      (character.codePointAt(0) as number) > everywhere && !/[\p{M}\p{Cf}\p{Z}]/u.test(character),
  );
  const families: readonly string[] = [...sansFamilies, ...monospaceFamilies];
  const samples = [
    ...[noFamily, ...families].map((family) => ({ family, text: 'agM0' })),
    ...[noCharacter, ...characters].map((text) => ({ family: noFamily, text })),
  ];
  const outlines = outlinesOf(samples, toPaths);
  const isThere = (family: string) => outlines[1 + families.indexOf(family)] !== outlines[0];
  const [nothing, ...shapes] = outlines.slice(1 + families.length);
  return {
    svg: svg
      .replaceAll(escapeText(fontFamily), sansFamilies.find(isThere) ?? 'sans-serif')
      .replaceAll(escapeText(monospaceFamily), monospaceFamilies.find(isThere) ?? 'monospace'),
    missing: characters.filter((_, i) => shapes[i] === nothing || shapes[i] === ''),
  };
}

/** All that is written in a figure. */
function writtenIn(svg: string): string {
  return Array.from(svg.matchAll(/<text[^>]*>([\s\S]*?)<\/text>/g), ([, inner]) =>
    (inner as string).replace(/<[^>]*>/g, '').replace(/&#?\w+;/g, ''),
  ).join('');
}
