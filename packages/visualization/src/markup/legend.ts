import { fill } from '../theme/style.js';
import { type Child, element, fragment, type Markup } from './element.js';
import { shortened, textWidth } from './text-width.js';

/** An entry of a legend: what stands for something, and its name. */
export interface LegendItem {
  /** Draws the sign into a box 26 pixels wide whose middle is at the given height. */
  readonly sign: (left: number, middle: number) => Child;
  readonly name: string;
}

const fontSize = 11.5;
const signWidth = 26;
const rowHeight = 18;

/** Lays the items out in rows from the top left; says how high they are. */
export function legend(
  items: readonly LegendItem[],
  left: number,
  top: number,
  width: number,
): { readonly markup: Markup; readonly height: number } {
  let x = left;
  let row = 0;
  const placed = items.map(({ sign, name }) => {
    const text = shortened(name, fontSize, width - signWidth - 8);
    const itemWidth = signWidth + 6 + textWidth(text, fontSize) + 18;
    if (x > left && x + itemWidth > left + width) {
      x = left;
      row++;
    }
    const middle = top + row * rowHeight + rowHeight / 2;
    const item = fragment(
      sign(x, middle),
      element(
        'text',
        { x: x + signWidth + 6, y: middle, dy: '0.34em', 'font-size': fontSize, ...fill('ink') },
        text,
      ),
    );
    x += itemWidth;
    return item;
  });
  return { markup: fragment(...placed), height: items.length === 0 ? 0 : (row + 1) * rowHeight };
}
