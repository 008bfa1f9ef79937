import { TomoniError } from '@tomoni/spec';
import { fitToFonts } from './fonts-at-hand.js';
import { loadResvg } from './resvg.js';

/** Options of {@link toPng}. */
export interface PngOptions {
  /** Pixels of the picture for each one of the figure. Default: 2. */
  readonly scale?: number;
  /** Paths of font files, beside the fonts of the system: such as one that has Japanese characters. */
  readonly fonts?: readonly string[];
  /** What happens to characters that no font has: an `error`, or a box or nothing in their place with `allow`. Default: `error`. */
  readonly missing?: 'error' | 'allow';
}

/**
 * Turns a figure into a PNG picture, in its light colours. Needs the package `@resvg/resvg-js`.
 *
 * Every character needs a font on the machine: Japanese text needs one such as Noto Sans CJK. Emoji are drawn from fonts
 * of outlines, such as Noto Emoji or DejaVu Sans, but not from fonts of coloured pictures.
 *
 * @throws TomoniError `unavailable` where the package is not installed, or where no font has a character;
 *   `invalid-argument` where the text is not an SVG document
 *
 * @example
 * ```ts
 * import { dotPlotSvg, toPng } from '@tomoni/visualization';
 * import { writeFileSync } from 'node:fs';
 *
 * const svg = dotPlotSvg([{ method: 'single-task', scores: [0.71, 0.74] }], { metric: 'RMSE' });
 * writeFileSync('scores.png', await toPng(svg));
 * ```
 */
export async function toPng(svg: string, options: PngOptions = {}): Promise<Uint8Array> {
  const { scale = 2, fonts = [], missing = 'error' } = options;
  const { Resvg } = await loadResvg();
  const font = { loadSystemFonts: true, fontFiles: [...fonts] };
  const draw = (document: string) => new Resvg(document, { font, fitTo: { mode: 'zoom', value: scale } });
  try {
    const fitted = fitToFonts(svg, (document) => draw(document).toString());
    if (missing === 'error' && fitted.missing.length > 0) throw noFont(fitted.missing);
    return new Uint8Array(draw(fitted.svg).render().asPng());
  } catch (cause) {
    if (cause instanceof TomoniError) throw cause;
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The figure cannot be drawn: ${cause instanceof Error ? cause.message : String(cause)}`,
      remedy: 'Give the text of one <svg> element, such as learningCurvesSvg returns.',
      cause,
    });
  }
}

function noFont(characters: readonly string[]): TomoniError {
  const some = characters.slice(0, 12).join(' ');
  const more = characters.length > 12 ? ` and ${characters.length - 12} more` : '';
  return new TomoniError({
    code: 'unavailable',
    what: `No font at hand has the characters ${some}${more}.`,
    remedy:
      "Install a font that has them, such as Noto Sans CJK for Japanese (on Debian the package fonts-noto-cjk), give its path in `fonts`, or say `missing: 'allow'`.",
  });
}
