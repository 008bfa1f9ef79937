import { element, fragment, type Markup } from '../markup/element.js';
import { figure, margin } from '../markup/figure.js';
import { legend } from '../markup/legend.js';
import { fill, monospaceFamily, seriesFill, seriesStroke } from '../theme/style.js';
import { layOut, type PlacedPiece } from '../token-layout/token-layout.js';

/** A token of a text with the probability that it is masked. */
export interface TokenProbability {
  /** Where it stands in the text, in UTF-16 code units: tokens in order, without overlap. */
  readonly start: number;
  readonly end: number;
  /** In [0, 1]. */
  readonly probability: number;
}

/** A text and its tokens; what no token covers is shown without colour. */
export interface MaskedText {
  readonly text: string;
  readonly tokens: readonly TokenProbability[];
}

/** Options of {@link maskingProbabilitiesSvg}. */
export interface MaskingProbabilitiesOptions {
  /** The mean: likelier tokens are red and underlined, less likely ones blue. */
  readonly rate: number;
  /** Default: `Probability of being masked`. */
  readonly title?: string;
  /** In pixels, at least 320. Default: 720. */
  readonly width?: number;
}

const lineHeight = 24;
const textGap = 14;
const fontSize = 13;
const above = 1;
const below = 0;

/**
 * Draws texts with the probabilities that their tokens are masked with as an SVG document: red and underlined above the
 * mean, blue below it, the stronger the further away. Each token has its probability as a tooltip.
 *
 * @example
 * ```ts
 * import { maskingProbabilitiesSvg } from '@tomoni/visualization';
 *
 * const tokens = [
 *   { start: 0, end: 3, probability: 0.02 },
 *   { start: 4, end: 10, probability: 0.4 },
 * ];
 * console.log(maskingProbabilitiesSvg([{ text: 'the parser', tokens }], { rate: 0.15 }).length);
 * ```
 */
export function maskingProbabilitiesSvg(
  texts: readonly MaskedText[],
  { rate, title = 'Probability of being masked', width: wanted = 720 }: MaskingProbabilitiesOptions,
): string {
  const width = Math.max(320, wanted);
  const mean = percent(rate);
  const signs = legend(
    [
      { name: `above ${mean}`, sign: (left, middle) => sign(left, middle, above) },
      { name: `below ${mean}`, sign: (left, middle) => sign(left, middle, below) },
    ],
    margin,
    40,
    width - 2 * margin,
  );
  const greatest = texts
    .flatMap(({ tokens }) => tokens)
    .reduce((most, { probability }) => Math.max(most, probability), rate);
  let top = 40 + signs.height + 10;
  const drawn = texts.map(({ text, tokens }) => {
    const { pieces, lines } = layOut(text, tokens, width - 2 * margin, fontSize);
    const markup = fragment(...pieces.map((piece) => drawPiece(piece, top, rate, greatest)));
    top += lines * lineHeight + textGap;
    return markup;
  });
  const height = top - (texts.length > 0 ? textGap : 0) + margin;
  const count = texts.reduce((sum, { tokens }) => sum + tokens.length, 0);
  const likelier = texts
    .flatMap(({ tokens }) => tokens)
    .filter(({ probability }) => probability > rate).length;
  return figure(
    {
      width,
      height,
      title,
      description: `${texts.length} texts with ${count} tokens, of which ${likelier} are masked more often than the mean of ${mean}.`,
    },
    signs.markup,
    ...drawn,
  );
}

function sign(left: number, middle: number, series: number): Markup {
  return fragment(
    element('rect', {
      x: left,
      y: middle - 7,
      width: 26,
      height: 14,
      rx: 2,
      opacity: 0.6,
      ...seriesFill(series),
    }),
    series === above ? underline(left, middle + 8, 26) : undefined,
  );
}

function underline(x: number, y: number, width: number): Markup {
  return element('line', { x1: x, x2: x + width, y1: y, y2: y, 'stroke-width': 1.5, ...seriesStroke(above) });
}

function drawPiece(
  { text, x, line, width, token }: PlacedPiece<TokenProbability>,
  top: number,
  rate: number,
  greatest: number,
): Markup {
  const baseline = top + line * lineHeight + 16;
  const words = element(
    'text',
    {
      x: margin + x,
      y: baseline,
      'font-size': fontSize,
      'font-family': monospaceFamily,
      textLength: width,
      lengthAdjust: 'spacingAndGlyphs',
      ...fill('ink'),
    },
    text,
  );
  if (token === undefined) return words;
  const { probability } = token;
  const isAbove = probability > rate;
  const distance = isAbove ? (probability - rate) / (greatest - rate) : (rate - probability) / rate;
  return element(
    'g',
    {},
    element('title', {}, `${text}: ${percent(probability)}`),
    element('rect', {
      x: margin + x,
      y: baseline - 14,
      width,
      height: 19,
      rx: 2,
      opacity: 0.08 + 0.6 * distance,
      ...seriesFill(isAbove ? above : below),
    }),
    words,
    isAbove ? underline(margin + x, baseline + 5, width) : undefined,
  );
}

function percent(probability: number): string {
  return `${Number((100 * probability).toPrecision(3))} %`;
}
