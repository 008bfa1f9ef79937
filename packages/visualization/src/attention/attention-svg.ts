import { numberText } from '../axes/number-text.js';
import { element, fragment, type Markup } from '../markup/element.js';
import { belowTitle, figure, margin } from '../markup/figure.js';
import { lineOfText } from '../markup/line-of-text.js';
import { shortened, textWidth } from '../markup/text-width.js';
import { rampColor } from '../theme/ramp.js';
import { fill, monospaceFamily } from '../theme/style.js';
import { layOut, type PlacedPiece } from '../token-layout/token-layout.js';
import { type WeighedToken, weighedTexts } from './weighed-texts.js';

/** How much is attended to each token of a text: what `attentionMaps` of `@tomoni/encoders` gives. */
export interface AttentionMap {
  readonly text: string;
  /** The second text of a pair. */
  readonly pair?: string | undefined;
  /** `[start, end]` of each token in the text it comes from, in UTF-16 code units. */
  readonly offsets: readonly (readonly [number, number])[];
  /** 0 for tokens of the text, 1 for those of its pair, −1 for special tokens. */
  readonly sequences: readonly number[];
  /** Weight of each token, from 0 to 1. */
  readonly weights: readonly number[];
}

/** The attention of one model to a text. */
export interface ModelAttention {
  readonly model: string;
  readonly map: AttentionMap;
  /** What the model answers. */
  readonly prediction?: string;
  /** Whether that is right. */
  readonly isRight?: boolean;
}

/** A text as one or several models see it. */
export interface AttentionCase {
  /** What stands above: such as the true label. */
  readonly caption: string;
  /** Side by side, such as the single- and the multi-task model. */
  readonly models: readonly ModelAttention[];
}

/** Options of {@link attentionSvg}. */
export interface AttentionOptions {
  /** Whether the models of a case share their darkest colour. Default `false`: each has its own. */
  readonly sharedScale?: boolean;
  /** Default: `Attention`. */
  readonly title?: string;
  /** In pixels, at least 320. Default: 900. */
  readonly width?: number;
}

const lineHeight = 25;
const fontSize = 13;
const gap = 28;

/**
 * Draws texts with the attention that their tokens get as an SVG document, models side by side: 256 colours from white
 * to dark red, the darkest for the greatest weight of a text's tokens. Special tokens are not shown; how much of the
 * attention goes to them is said below each text.
 *
 * @example
 * ```ts
 * import { attentionSvg } from '@tomoni/visualization';
 *
 * const map = {
 *   text: 'cheap loans',
 *   offsets: [[0, 0], [0, 5], [6, 11], [0, 0]] as const,
 *   sequences: [-1, 0, 0, -1],
 *   weights: [0.3, 0.5, 0.1, 0.1],
 * };
 * const svg = attentionSvg([
 *   { caption: 'label: spam', models: [{ model: 'multi-task', map, prediction: 'spam', isRight: true }] },
 * ]);
 * console.log(svg.length);
 * ```
 */
export function attentionSvg(cases: readonly AttentionCase[], options: AttentionOptions = {}): string {
  const { title = 'Attention', sharedScale = false } = options;
  const width = Math.max(320, options.width ?? 900);
  let top = belowTitle + 26;
  const drawn = cases.map(({ caption, models }) => {
    const columns = Math.max(1, models.length);
    const column = (width - 2 * margin - gap * (columns - 1)) / columns;
    const texts = models.map(({ map }) => weighedTexts(map));
    const shared = Math.max(...texts.map(({ greatest }) => greatest));
    const parts = models.map((model, i) => {
      const weighed = texts[i] as (typeof texts)[number];
      const greatest = sharedScale ? shared : weighed.greatest;
      return drawModel(model, weighed, greatest, margin + i * (column + gap), top + 22, column);
    });
    const head = element(
      'text',
      { x: margin, y: top + 8, 'font-size': 12, 'font-weight': 600, ...fill('ink') },
      shortened(caption, 12.5, width - 2 * margin),
    );
    top += 22 + Math.max(0, ...parts.map(({ height }) => height)) + 24;
    return fragment(head, ...parts.map(({ markup }) => markup));
  });
  const height = (cases.length === 0 ? top + 16 : top - 12) + margin;
  return figure(
    { width, height, title, description: describe(cases) },
    colorKey(belowTitle),
    cases.length === 0 ? lineOfText('There is no text.', margin, top + 8, width - 2 * margin) : undefined,
    ...drawn,
  );
}

function colorKey(top: number): Markup {
  const pieces = 32;
  const low = 'little attention';
  const left = margin + textWidth(low, 11) + 8;
  return fragment(
    lineOfText(low, margin, top + 9, 200),
    ...Array.from({ length: pieces }, (_, i) =>
      element('rect', {
        x: left + i * 5,
        y: top,
        width: 5.2,
        height: 10,
        fill: rampColor('reds', i / (pieces - 1)).fill,
      }),
    ),
    lineOfText('much', left + pieces * 5 + 8, top + 9, 200),
  );
}

type Weighed = ReturnType<typeof weighedTexts>;

function drawModel(
  { model, prediction, isRight }: ModelAttention,
  { texts, special, greatest: own }: Weighed,
  greatest: number,
  left: number,
  top: number,
  width: number,
): { readonly markup: Markup; readonly height: number } {
  let lines = 0;
  const drawn = texts.map(({ text, tokens }) => {
    const laid = layOut(text, tokens, width, fontSize);
    const markup = fragment(
      ...laid.pieces.map((piece) => drawPiece(piece, left, top + 14 + lines * lineHeight, greatest)),
    );
    lines += laid.lines;
    return markup;
  });
  const verdict = isRight === undefined ? '' : isRight ? ' (right)' : ' (wrong)';
  const answer = `${prediction === undefined ? '' : `: ${prediction}`}${verdict}`;
  const foot = `darkest ${numberText(own)}; special tokens ${numberText(special)}`;
  return {
    markup: element(
      'g',
      {},
      element(
        'text',
        { x: left, y: top + 4, 'font-size': 11.5, ...fill('ink') },
        shortened(`${model}${answer}`, 11.5, width),
      ),
      ...drawn,
      lineOfText(foot, left, top + 14 + lines * lineHeight + 14, width),
    ),
    height: 14 + lines * lineHeight + 14,
  };
}

function drawPiece(
  { text, x, line, width, token }: PlacedPiece<WeighedToken>,
  left: number,
  top: number,
  greatest: number,
): Markup {
  const y = top + line * lineHeight;
  const color = token && rampColor('reds', greatest === 0 ? 0 : token.weight / greatest);
  return element(
    'g',
    {},
    token && element('title', {}, `${text}: ${numberText(token.weight)}`),
    color && element('rect', { x: left + x, y, width, height: 20, fill: color.fill }),
    element(
      'text',
      {
        x: left + x,
        y: y + 15,
        'font-size': fontSize,
        'font-family': monospaceFamily,
        textLength: width,
        lengthAdjust: 'spacingAndGlyphs',
        ...(color === undefined ? fill('ink') : { fill: color.ink }),
      },
      text,
    ),
  );
}

function describe(cases: readonly AttentionCase[]): string {
  const sentences = cases.flatMap(({ caption, models }) =>
    models.map(({ model, map }) => {
      const tokens = weighedTexts(map).texts.flatMap(({ text, tokens: own }) =>
        own.map(({ start, end, weight }) => ({ name: text.slice(start, end), weight })),
      );
      const most = tokens.sort((a, b) => b.weight - a.weight).slice(0, 3);
      const names = most.map(({ name, weight }) => `${name} ${numberText(weight)}`).join(', ');
      return `${caption}, ${model}: most attention to ${names || 'no token'}.`;
    }),
  );
  return sentences.length === 0 ? 'There is no text.' : sentences.join(' ');
}
