import { fragment, type Markup } from '../markup/element.js';
import { drawPanel, type PanelPlace } from './panel.js';
import type { Panel } from './panels.js';

/** Where charts stand, and what their axes are. */
export interface PanelGridPlace extends Omit<PanelPlace, 'height' | 'progress'> {
  /** Of each chart, in pixels. */
  readonly panelHeight: number;
}

/** Draws charts over the same progress beside each other, in rows; says how high they are. */
export function panelGrid(
  panels: readonly Panel[],
  { left, top, width, panelHeight, ...axes }: PanelGridPlace,
): { readonly markup: Markup; readonly height: number } {
  const columns = columnCount(panels.length, width);
  const progress = panels.flatMap(({ curves }) => curves.flatMap(({ points }) => points.map(({ x }) => x)));
  const drawn = panels.map((panel, i) =>
    drawPanel(panel, {
      ...axes,
      left: left + ((i % columns) * width) / columns,
      top: top + Math.floor(i / columns) * panelHeight,
      width: width / columns,
      height: panelHeight,
      progress,
    }),
  );
  return { markup: fragment(...drawn), height: Math.ceil(panels.length / columns) * panelHeight };
}

/** As many charts beside each other as keep 250 pixels each, without a lonely one in the last of several rows. */
function columnCount(panels: number, width: number): number {
  const most = Math.max(1, Math.min(panels, Math.floor(width / 250)));
  return most > 2 && panels > most && panels % most === 1 ? most - 1 : most;
}
