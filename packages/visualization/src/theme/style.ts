import { type Attributes, element, type Markup } from '../markup/element.js';
import { type Color, neutral, seriesColors } from './colors.js';

/** Typefaces for figures and reports, the first that is there. */
export const sansFamilies = [
  'Segoe UI',
  'Roboto',
  'Helvetica Neue',
  'Arial',
  'Noto Sans',
  'Liberation Sans',
  'DejaVu Sans',
  'Hiragino Sans',
  'Noto Sans CJK JP',
] as const;

/** Typefaces for text whose characters have to stand where they were reckoned to stand. */
export const monospaceFamilies = [
  'SFMono-Regular',
  'Menlo',
  'Consolas',
  'Liberation Mono',
  'DejaVu Sans Mono',
  'Noto Sans Mono CJK JP',
] as const;

const quoted = (families: readonly string[]) => families.map((family) => `'${family}'`).join(', ');

export const fontFamily = `system-ui, -apple-system, ${quoted(sansFamilies)}, sans-serif`;
export const monospaceFamily = `ui-monospace, ${quoted(monospaceFamilies)}, monospace`;

/** The class of every figure, to which its style is confined. */
export const figureClass = 'tomoni-figure';

type Neutral = keyof typeof neutral;

/** Attributes that fill with a neutral colour, on dark paper with its counterpart. */
export function fill(color: Neutral): Attributes {
  return { fill: neutral[color].light, class: `fill-${color}` };
}

/** Attributes that stroke with a neutral colour, on dark paper with its counterpart. */
export function stroke(color: Neutral): Attributes {
  return { stroke: neutral[color].light, class: `stroke-${color}` };
}

/** Attributes that fill with the colour of a series; colours repeat after the last. */
export function seriesFill(series: number): Attributes {
  const index = series % seriesColors.length;
  return { fill: (seriesColors[index] as Color).light, class: `fill-${index}` };
}

/** Attributes that stroke with the colour of a series; colours repeat after the last. */
export function seriesStroke(series: number): Attributes {
  const index = series % seriesColors.length;
  return { stroke: (seriesColors[index] as Color).light, class: `stroke-${index}` };
}

/**
 * The style of a figure: dark colours for dark screens alone, so that print, and programs that know no style, get the light ones.
 */
export function figureStyle(): Markup {
  const rules = [
    ...Object.entries(neutral),
    ...seriesColors.map((color, i) => [String(i), color] as const),
  ].map(
    ([name, { dark }]) =>
      `.${figureClass} .fill-${name}{fill:${dark}}.${figureClass} .stroke-${name}{stroke:${dark}}`,
  );
  return element('style', {}, `@media screen and (prefers-color-scheme: dark){${rules.join('')}}`);
}
