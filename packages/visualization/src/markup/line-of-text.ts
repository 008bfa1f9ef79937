import { fill } from '../theme/style.js';
import { element, type Markup } from './element.js';
import { shortened } from './text-width.js';

/** Size of the text, in pixels. */
export const lineOfTextSize = 11;

/** A muted line of text, such as a note below a figure, cut where it is wider than `width` pixels. */
export function lineOfText(text: string, x: number, y: number, width: number): Markup {
  return element(
    'text',
    { x, y, 'font-size': lineOfTextSize, ...fill('muted') },
    shortened(text, lineOfTextSize, width),
  );
}
