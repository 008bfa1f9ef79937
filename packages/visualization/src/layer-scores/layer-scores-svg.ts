import { mean } from 'd3-array';
import { line } from 'd3-shape';
import { type Area, verticalAxis } from '../axes/axes.js';
import { categoryAxis } from '../axes/category-axis.js';
import { capitalized, metricName } from '../axes/metric-name.js';
import { numberText } from '../axes/number-text.js';
import { type ValueScale, valueScale } from '../axes/value-scale.js';
import { element, fragment, type Markup } from '../markup/element.js';
import { belowTitle, figure, margin } from '../markup/figure.js';
import { type LegendItem, legend } from '../markup/legend.js';
import { lineOfText } from '../markup/line-of-text.js';
import { notes } from '../markup/notes.js';
import { drawable, type ScoreInterval } from '../series/interval.js';
import type { Point } from '../series/point.js';
import { segments } from '../series/segments.js';
import { type SignificanceOptions, stars, starsNote } from '../series/significance.js';
import { seriesSymbol } from '../series/symbols.js';
import { fill, seriesFill, seriesStroke, stroke } from '../theme/style.js';

/** What a model reached with its auxiliary task on one layer. */
export interface LayerScore {
  readonly layer: number;
  /** One per run or fold; their mean alone where no more is known. */
  readonly scores: readonly number[];
  /** Of the mean. */
  readonly interval?: ScoreInterval | undefined;
  /** Of the test against the model that it is compared with. */
  readonly pValue?: number | undefined;
}

/** The scores of one model, layer by layer. */
export interface LayerScores {
  readonly model: string;
  readonly layers: readonly LayerScore[];
}

/** Options of {@link layerScoresSvg}. */
export interface LayerScoresOptions {
  /** Name of the score, such as `accuracy`. */
  readonly metric: string;
  /** Adds to the metric which way is better. */
  readonly higherIsBetter?: boolean;
  /** A score that does not depend on the layer, drawn as a line through all of them. */
  readonly reference?: { readonly name: string; readonly score: number };
  /** What the p-values come from; without it they are not marked. */
  readonly significance?: SignificanceOptions;
  /** Whether every run is a dot behind its mean. Default: `false`. */
  readonly runs?: boolean;
  /** Default: the metric, by layer. */
  readonly title?: string;
  /** In pixels, at least 320. Default: 720. */
  readonly width?: number;
  /** Of the chart without title and legend, in pixels, at least 120. Default: 260. */
  readonly height?: number;
}

const markRow = 13;

/**
 * Draws what models reached on each layer as an SVG document: means joined by lines, their intervals as whiskers, and
 * above them, one row per model, a star for each level of significance that a layer's p-value lies below.
 *
 * Layers without a finite score leave a gap; scores that are not finite are counted below the chart.
 *
 * @example
 * ```ts
 * import { layerScoresSvg } from '@tomoni/visualization';
 *
 * const svg = layerScoresSvg(
 *   [
 *     { model: 'single-task', layers: [{ layer: 1, scores: [0.81, 0.83] }, { layer: 2, scores: [0.82, 0.8] }] },
 *     { model: 'multi-task', layers: [{ layer: 1, scores: [0.82, 0.83] }, { layer: 2, scores: [0.86, 0.87], pValue: 0.03 }] },
 *   ],
 *   { metric: 'accuracy', higherIsBetter: true, significance: { test: 'paired t-test, one-sided' } },
 * );
 * console.log(svg.length);
 * ```
 */
export function layerScoresSvg(models: readonly LayerScores[], options: LayerScoresOptions): string {
  const {
    metric,
    higherIsBetter,
    reference,
    significance,
    title = capitalized(`${metric} by layer`),
  } = options;
  const width = Math.max(320, options.width ?? 720);
  const curves = models.map((model, series) => curveOf(model, series, significance));
  const marked = curves.filter(({ points }) => points.some(({ mark }) => mark !== ''));
  const key = legend(legendItems(curves, reference), margin, belowTitle, width - 2 * margin);
  const top = belowTitle + key.height + 26 + marked.length * markRow;
  const bottom = top + Math.max(120, options.height ?? 260);
  const area: Area = { left: margin + 48, right: width - margin, top, bottom };
  const layers = [...new Set(curves.flatMap(({ points }) => points.map(({ layer }) => layer)))].sort(
    (a, b) => a - b,
  );
  const x = valueScale(layers, {
    range: [area.left + 24, area.right - 24],
    scale: 'linear',
    nice: false,
    ticks: 2,
  });
  const y = valueScale(valuesOf(curves, reference, options.runs), {
    range: [area.bottom - 6, area.top + 4],
    scale: 'linear',
    nice: true,
    ticks: Math.max(2, Math.floor((area.bottom - area.top) / 40)),
  });
  const step = Math.min(60, ...layers.slice(1).map((layer, i) => x.at(layer) - x.at(layers[i] as number)));
  const shift = (series: number) =>
    (series - (curves.length - 1) / 2) * Math.min(9, (0.6 * step) / curves.length);
  const below = notes(
    [marked.length > 0 && significance !== undefined ? starsNote(significance) : undefined, lostNote(curves)],
    margin,
    bottom + 54,
    width - 2 * margin,
  );
  const height = bottom + 38 + below.height + margin;
  return figure(
    { width, height, title, description: describe(curves, metricName(metric, higherIsBetter), reference) },
    key.markup,
    lineOfText(metricName(metric, higherIsBetter), margin, belowTitle + key.height + 16, width - 2 * margin),
    ...marked.map((curve, row) => drawMarks(curve, x, area, top - (marked.length - row) * markRow + 4)),
    verticalAxis(y, area),
    categoryAxis(
      layers.map((layer) => ({ at: x.at(layer), text: String(layer) })),
      area,
      'layer',
    ),
    reference === undefined || !Number.isFinite(reference.score)
      ? undefined
      : referenceLine(y.at(reference.score), area),
    ...(options.runs === true ? curves.map((curve) => drawRuns(curve, x, y, shift(curve.series))) : []),
    ...curves.map((curve) => drawCurve(curve, x, y, shift(curve.series))),
    below.markup,
  );
}

interface Curve {
  readonly model: string;
  readonly series: number;
  readonly points: readonly LayerPoint[];
  readonly lost: number;
}

interface LayerPoint {
  readonly layer: number;
  readonly runs: readonly number[];
  /** `NaN` where there is no finite score. */
  readonly mean: number;
  readonly interval: ScoreInterval | undefined;
  readonly mark: string;
}

function curveOf(
  { model, layers }: LayerScores,
  series: number,
  significance: SignificanceOptions | undefined,
): Curve {
  const points = layers
    .map(({ layer, scores, interval, pValue }): LayerPoint => {
      const runs = scores.filter(Number.isFinite);
      return {
        layer,
        runs,
        mean: mean(runs) ?? Number.NaN,
        interval: drawable(interval),
        mark: significance === undefined ? '' : stars(pValue, significance.levels),
      };
    })
    .sort((a, b) => a.layer - b.layer);
  const count = layers.reduce((sum, { scores }) => sum + scores.length, 0);
  return { model, series, points, lost: count - points.reduce((sum, { runs }) => sum + runs.length, 0) };
}

function valuesOf(
  curves: readonly Curve[],
  reference: LayerScoresOptions['reference'],
  runs: boolean | undefined,
): number[] {
  const points = curves.flatMap((curve) => curve.points);
  return [
    ...points.flatMap(({ mean: center, interval, runs: scores }) => [
      center,
      ...(interval === undefined ? [] : [interval.lower, interval.upper]),
      ...(runs === true ? scores : []),
    ]),
    ...(reference === undefined ? [] : [reference.score]),
  ];
}

function legendItems(curves: readonly Curve[], reference: LayerScoresOptions['reference']): LegendItem[] {
  const items = curves.map(
    ({ model, series }): LegendItem => ({
      name: model,
      sign: (left, middle) =>
        fragment(
          element('line', {
            x1: left,
            x2: left + 26,
            y1: middle,
            y2: middle,
            'stroke-width': 1.75,
            ...seriesStroke(series),
          }),
          seriesSymbol(series, left + 13, middle, 42, seriesFill(series)),
        ),
    }),
  );
  return reference === undefined
    ? items
    : [
        ...items,
        {
          name: reference.name,
          sign: (left, middle) =>
            element('line', {
              x1: left,
              x2: left + 26,
              y1: middle,
              y2: middle,
              'stroke-dasharray': '3 3',
              ...stroke('muted'),
            }),
        },
      ];
}

function drawMarks({ series, points }: Curve, x: ValueScale, area: Area, middle: number): Markup {
  return fragment(
    seriesSymbol(series, area.left - 12, middle - 3, 26, seriesFill(series)),
    ...points
      .filter(({ mark }) => mark !== '')
      .map(({ layer, mark }) =>
        element(
          'text',
          {
            x: x.at(layer),
            y: middle,
            dy: '0.25em',
            'text-anchor': 'middle',
            'font-size': 13,
            'font-weight': 600,
            ...fill('ink'),
          },
          mark,
        ),
      ),
  );
}

function referenceLine(y: number, { left, right }: Area): Markup {
  return element('line', {
    x1: left,
    x2: right,
    y1: y,
    y2: y,
    'stroke-dasharray': '3 3',
    ...stroke('muted'),
  });
}

function drawRuns({ series, points }: Curve, x: ValueScale, y: ValueScale, shift: number): Markup {
  return element(
    'g',
    { 'fill-opacity': 0.3 },
    ...points.flatMap(({ layer, runs }) =>
      runs.map((score) =>
        element('circle', { cx: x.at(layer) + shift, cy: y.at(score), r: 2, ...seriesFill(series) }),
      ),
    ),
  );
}

function drawCurve({ model, series, points }: Curve, x: ValueScale, y: ValueScale, shift: number): Markup {
  const place = (point: Point) => x.at(point.x) + shift;
  const path = line<Point>(place, (point) => y.at(point.y)).digits(1);
  const stretches = segments(points.map(({ layer, mean: center }) => ({ x: layer, y: center })));
  return element(
    'g',
    {},
    ...stretches.map((stretch) =>
      element('path', {
        d: path(stretch) ?? '',
        fill: 'none',
        'stroke-width': 1.5,
        'stroke-opacity': 0.7,
        'stroke-linejoin': 'round',
        ...seriesStroke(series),
      }),
    ),
    ...points
      .filter(({ mean: center }) => Number.isFinite(center))
      .map(({ layer, mean: center, interval }) =>
        element(
          'g',
          {},
          element('title', {}, `${model}, layer ${layer}: ${scoreText(center, interval)}`),
          interval === undefined ? undefined : whiskers(interval, x.at(layer) + shift, y, series),
          seriesSymbol(series, x.at(layer) + shift, y.at(center), 40, seriesFill(series)),
        ),
      ),
  );
}

function whiskers({ lower, upper }: ScoreInterval, x: number, y: ValueScale, series: number): Markup {
  const bar = (value: number) =>
    element('line', { x1: x - 3, x2: x + 3, y1: y.at(value), y2: y.at(value), ...pen });
  const pen = { 'stroke-width': 1.25, ...seriesStroke(series) };
  return fragment(
    element('line', { x1: x, x2: x, y1: y.at(lower), y2: y.at(upper), ...pen }),
    bar(lower),
    bar(upper),
  );
}

function scoreText(center: number, interval: ScoreInterval | undefined): string {
  const range = interval ? `, interval ${numberText(interval.lower)} to ${numberText(interval.upper)}` : '';
  return `mean ${numberText(center)}${range}`;
}

function lostNote(curves: readonly Curve[]): string | undefined {
  const lost = curves.reduce((sum, curve) => sum + curve.lost, 0);
  if (lost === 0) return undefined;
  return lost === 1 ? 'One score is not finite and left out.' : `${lost} scores are not finite and left out.`;
}

function describe(
  curves: readonly Curve[],
  metric: string,
  reference: LayerScoresOptions['reference'],
): string {
  const sentences = curves.map(({ model, points }) => {
    const measured = points.filter(({ mean: center }) => Number.isFinite(center));
    if (measured.length === 0) return `${model}: nothing was measured.`;
    const scores = measured.map(({ layer, mean: center }) => `${numberText(center)} at layer ${layer}`);
    const significant = measured
      .filter(({ mark }) => mark !== '')
      .map(({ layer, mark }) => `${layer} (${mark})`);
    const marks = significant.length === 0 ? '' : ` Marked: ${significant.join(', ')}.`;
    return `${model}: ${scores.join(', ')}.${marks}`;
  });
  const through =
    reference === undefined ? [] : [`${reference.name}: ${numberText(reference.score)} throughout.`];
  return [`${metric}.`, ...sentences, ...through].join(' ');
}
