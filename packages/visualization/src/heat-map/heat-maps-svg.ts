import { numberText } from '../axes/number-text.js';
import { belowTitle, figure, margin } from '../markup/figure.js';
import { type DrawnHeatMap, drawHeatMap } from './draw-heat-map.js';
import { type HeatMap, valueAt } from './heat-map.js';

/** Options of {@link heatMapsSvg}. */
export interface HeatMapsOptions {
  /** Default: the titles of the heat maps. */
  readonly title?: string;
  /** In pixels, at least 320. Default: 900. */
  readonly width?: number;
}

const gap = 36;

/**
 * Draws matrices as heat maps beside each other in one SVG document, below each other where there is no room: such as
 * how similar tasks are, and what transfer between them gave. Values stand in their cells where these are wide enough.
 *
 * @example
 * ```ts
 * import { heatMapsSvg } from '@tomoni/visualization';
 *
 * const tasks = ['jrte', 'chabsa'];
 * const svg = heatMapsSvg([
 *   { title: 'cosine similarity', rows: tasks, columns: tasks, values: [[1, 0.8], [0.8, 1]] },
 *   { title: 'accuracy', rows: tasks, columns: tasks, values: [[0.836, 0.841], [0.869, 0.877]], rowName: 'from', columnName: 'to' },
 * ]);
 * console.log(svg.length);
 * ```
 */
export function heatMapsSvg(maps: readonly HeatMap[], options: HeatMapsOptions = {}): string {
  const { title = maps.map((map) => map.title).join(', ') } = options;
  const width = Math.max(320, options.width ?? 900);
  const inner = width - 2 * margin;
  const share = (inner - gap * (maps.length - 1)) / Math.max(1, maps.length);
  const narrow = share < 260;
  const { placed, bottom } = place(
    maps.map((map) =>
      drawHeatMap(map, {
        room: narrow ? inner : share,
        titled: maps.length > 1 || map.title !== title,
        named: maps.some(({ columnName }) => columnName !== undefined),
      }),
    ),
    inner,
  );
  return figure(
    {
      width,
      height: bottom + margin,
      title,
      description: maps.length === 0 ? 'Nothing was measured.' : maps.map(describe).join(' '),
    },
    ...placed,
  );
}

/** Puts heat maps into rows from the left. */
function place(drawn: readonly DrawnHeatMap[], width: number) {
  let x = 0;
  let top = belowTitle + 8;
  let bottom = top;
  const placed = drawn.map((map) => {
    if (x > 0 && x + map.width > width) {
      x = 0;
      top = bottom + 20;
    }
    const markup = map.at(margin + x, top);
    x += map.width + gap;
    bottom = Math.max(bottom, top + map.height);
    return markup;
  });
  return { placed, bottom };
}

function describe(map: HeatMap): string {
  const { title, rows, columns } = map;
  const cells = rows.flatMap((row, i) =>
    columns.map((column, k) => ({ row, column, value: valueAt(map, i, k) })),
  );
  const known = cells.filter(({ value }) => Number.isFinite(value));
  const size = `${title}: ${rows.length} rows, ${columns.length} columns`;
  const [first] = known;
  if (first === undefined) return `${size}, no value.`;
  const least = known.reduce((best, cell) => (cell.value < best.value ? cell : best), first);
  const greatest = known.reduce((best, cell) => (cell.value > best.value ? cell : best), first);
  const lost = cells.length === known.length ? '' : `, ${cells.length - known.length} values missing`;
  const said = ({ value, row, column }: typeof first) => `${numberText(value)} at ${row}, ${column}`;
  return `${size}; lowest ${said(least)}, highest ${said(greatest)}${lost}.`;
}
