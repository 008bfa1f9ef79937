import { TomoniError } from '@tomoni/spec';
import { missingCharacters } from './missing-characters.js';
import { loadResvg } from './resvg.js';

/** Options of {@link toPng}. */
export interface PngOptions {
  /** Pixels of the picture for each one of the figure. Default: 2. */
  readonly scale?: number;
  /** Paths of font files, beside the fonts of the system: such as one that has Japanese characters. */
  readonly fonts?: readonly string[];
  /** What happens to characters that no font has: an `error`, or the `boxes` that fonts show for them. Default: `error`. */
  readonly missing?: 'error' | 'boxes';
}

/**
 * Turns a figure into a PNG picture, in its light colours. Needs the package `@resvg/resvg-js`.
 *
 * Unlike a browser, which has fonts of its own, this needs a font on the machine for each character: Japanese text
 * needs one such as Noto Sans CJK.
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
  const render = (document: string) => new Resvg(document, { font, fitTo: { mode: 'zoom', value: scale } });
  if (missing === 'error') {
    const lost = missingCharacters(svg, (document) => render(document).toString());
    if (lost.length > 0) throw noFont(lost);
  }
  try {
    return new Uint8Array(render(svg).render().asPng());
  } catch (cause) {
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
      "Install a font that has them, such as Noto Sans CJK for Japanese (on Debian the package fonts-noto-cjk), give its path in `fonts`, or say `missing: 'boxes'`.",
  });
}
