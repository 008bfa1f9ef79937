import {
  type SymbolType,
  symbol,
  symbolCircle,
  symbolDiamond,
  symbolSquare,
  symbolStar,
  symbolTriangle,
  symbolWye,
} from 'd3-shape';
import { type Attributes, element, type Markup } from '../markup/element.js';

const shapes: readonly SymbolType[] = [
  symbolCircle,
  symbolTriangle,
  symbolSquare,
  symbolDiamond,
  symbolStar,
  symbolWye,
];

const pen = symbol().digits(2);

/** The mark of a series, which tells it apart without colour; marks repeat after the last. */
export function seriesSymbol(
  series: number,
  x: number,
  y: number,
  area: number,
  attributes: Attributes,
): Markup {
  const shape = shapes[series % shapes.length] as SymbolType;
  const path = pen.type(shape).size(area)() ?? '';
  return element('path', { d: path, transform: `translate(${rounded(x)} ${rounded(y)})`, ...attributes });
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
