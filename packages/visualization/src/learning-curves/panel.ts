import { line } from 'd3-shape';
import { type Area, horizontalAxis, verticalAxis, zeroLine } from '../axes/axes.js';
import { numberText } from '../axes/number-text.js';
import { type ValueScale, valueScale } from '../axes/value-scale.js';
import { element, fragment, type Markup } from '../markup/element.js';
import { shortened, textWidth } from '../markup/text-width.js';
import { decimate } from '../series/decimate.js';
import type { Point } from '../series/point.js';
import { segments } from '../series/segments.js';
import { seriesSymbol } from '../series/symbols.js';
import { fill, seriesFill, seriesStroke, stroke } from '../theme/style.js';
import type { Best, Curve, Panel } from './panels.js';

/** Where a panel stands, and what its axes are. */
export interface PanelPlace {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly scale: 'auto' | 'linear' | 'log';
  /** All values of the horizontal axis, which the panels share. */
  readonly progress: readonly number[];
  readonly progressName: string;
}

const labelSize = 10.5;
const longestLabel = 84;

/** Draws one chart: title, axes, curves, their labels and the best entries. */
export function drawPanel(panel: Panel, place: PanelPlace): Markup {
  const labels = panel.curves.flatMap(({ label }) => (label === undefined ? [] : [label]));
  const labelRoom = labels.reduce((most, label) => Math.max(most, textWidth(label, labelSize)), 0);
  const area: Area = {
    left: place.left + 50,
    top: place.top + 30,
    right: place.left + place.width - 10 - (labels.length === 0 ? 0 : Math.min(longestLabel, labelRoom) + 8),
    bottom: place.top + place.height - 38,
  };
  const x = valueScale(place.progress, {
    range: [area.left, area.right],
    scale: 'linear',
    nice: false,
    ticks: Math.max(2, Math.floor((area.right - area.left) / 56)),
  });
  const y = valueScale(valuesOf(panel), {
    range: [area.bottom, area.top],
    scale: place.scale,
    nice: true,
    ticks: Math.max(2, Math.floor((area.bottom - area.top) / 34)),
  });
  const note = [panel.note, y.kind === 'log' ? 'log scale' : undefined].filter((part) => part !== undefined);
  return element(
    'g',
    {},
    heading(panel.title, note.join(', '), place),
    verticalAxis(y, area),
    zeroLine(y, area),
    horizontalAxis(x, area, place.progressName),
    ...panel.curves.map((curve) => drawCurve(curve, x, y, area)),
    ...panel.best.map((best) => drawBest(best, x, y)),
    ...panel.best
      .filter(({ watched }) => watched && panel.best.length === 1)
      .map((best) => bestLabel(best, x, y, area)),
    endLabels(panel.curves, y, area),
  );
}

function valuesOf({ curves, best, span = [] }: Panel): number[] {
  return [...[...curves.flatMap(({ points }) => points), ...best].map(({ y }) => y), ...span];
}

function heading(title: string, note: string, { left, top, width }: PanelPlace): Markup {
  const noteWidth = note === '' ? 0 : textWidth(note, labelSize) + 12;
  return fragment(
    element(
      'text',
      { x: left + 4, y: top + 14, 'font-size': 12.5, 'font-weight': 600, ...fill('ink') },
      shortened(title, 13, width - noteWidth - 14),
    ),
    note === ''
      ? undefined
      : element(
          'text',
          {
            x: left + width - 10,
            y: top + 14,
            'text-anchor': 'end',
            'font-size': labelSize,
            ...fill('muted'),
          },
          note,
        ),
  );
}

function drawCurve({ series, dash, name, points }: Curve, x: ValueScale, y: ValueScale, area: Area): Markup {
  const stretches = segments(points);
  const path = line<Point>(
    (point) => x.at(point.x),
    (point) => y.at(point.y),
  ).digits(1);
  const columns = Math.ceil(area.right - area.left);
  const end = stretches.at(-1)?.at(-1);
  return element(
    'g',
    {},
    element('title', {}, name),
    ...stretches
      .filter(({ length }) => length > 1)
      .map((stretch) =>
        element('path', {
          d: path(decimate(stretch, columns)) ?? '',
          fill: 'none',
          'stroke-width': dash === undefined ? 1.75 : 1.25,
          'stroke-dasharray': dash,
          'stroke-linejoin': 'round',
          ...seriesStroke(series),
        }),
      ),
    ...stretches
      .filter(({ length }) => length === 1)
      .map(([point]) =>
        element('circle', {
          cx: x.at((point as Point).x),
          cy: y.at((point as Point).y),
          r: 1.5,
          ...seriesFill(series),
        }),
      ),
    end && dash === undefined
      ? seriesSymbol(series, x.at(end.x), y.at(end.y), 30, seriesFill(series))
      : undefined,
  );
}

function drawBest({ series, x, y, watched }: Best, xScale: ValueScale, yScale: ValueScale): Markup {
  return element(
    'g',
    {},
    element('title', {}, `${watched ? 'best' : 'where the run was best'}: ${numberText(y)}`),
    element('circle', {
      cx: xScale.at(x),
      cy: yScale.at(y),
      r: 5.5,
      fill: 'none',
      'stroke-width': 1.75,
      ...seriesStroke(series),
    }),
  );
}

/** Beside the ring, on the side with more room; a rim of paper parts it from the lines. */
function bestLabel({ x, y }: Best, xScale: ValueScale, yScale: ValueScale, area: Area): Markup {
  const right = xScale.at(x) < (area.left + area.right) / 2;
  const above = yScale.at(y) - area.top > 22;
  return element(
    'text',
    {
      x: xScale.at(x) + (right ? 4 : -4),
      y: yScale.at(y) + (above ? -11 : 19),
      'text-anchor': right ? 'start' : 'end',
      'font-size': labelSize,
      'font-weight': 600,
      'paint-order': 'stroke',
      'stroke-width': 3,
      'stroke-linejoin': 'round',
      ...stroke('paper'),
      ...fill('ink'),
      class: 'fill-ink stroke-paper',
    },
    `best ${numberText(y)}`,
  );
}

/** Names at the ends of the lines, moved apart where they would cover each other; equal names at one place stand once. */
function endLabels(curves: readonly Curve[], y: ValueScale, area: Area): Markup {
  const wanted = curves
    .flatMap(({ label, points }) => {
      const end = segments(points).at(-1)?.at(-1);
      return label === undefined || end === undefined ? [] : [{ label, place: y.at(end.y) }];
    })
    .sort((a, b) => a.place - b.place);
  const distinct = wanted.filter(
    ({ label, place }, i) =>
      !wanted.slice(0, i).some((other) => other.label === label && Math.abs(other.place - place) < 12),
  );
  const places = spread(
    distinct.map(({ place }) => place),
    12,
    area.bottom,
  );
  return fragment(
    ...distinct.map(({ label }, i) =>
      element(
        'text',
        {
          x: area.right + 7,
          y: places[i] as number,
          dy: '0.32em',
          'font-size': labelSize,
          ...fill('ink'),
        },
        shortened(label, labelSize, longestLabel),
      ),
    ),
  );
}

/** Ascending places moved down until `gap` lies between them, and up again from the bottom. */
function spread(places: readonly number[], gap: number, bottom: number): number[] {
  const moved: number[] = [];
  for (const place of places) moved.push(Math.max(place, (moved.at(-1) ?? Number.NEGATIVE_INFINITY) + gap));
  let limit = bottom;
  for (let i = moved.length - 1; i >= 0; i--) {
    moved[i] = Math.min(moved[i] as number, limit);
    limit = (moved[i] as number) - gap;
  }
  return moved;
}
