import { createRng } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { all, type Parsed, parse } from '../../fixtures/well-formed.js';
import { dotPlotSvg, type MethodScores } from './dot-plot-svg.js';
import { swarm } from './swarm.js';

const texts = (svg: Parsed) => all(svg, 'text').map(({ text }) => text);
const dots = (svg: Parsed) =>
  all(svg, 'path').map(({ attributes }) => {
    const [x, y] = (attributes.transform?.match(/[-\d.]+/g) ?? []).map(Number);
    return { x: x as number, y: y as number, stroke: attributes.stroke, shape: attributes.d };
  });
/** Maps values by two numbers of the axis, independently of how the scale was chosen. */
function axis(svg: Parsed): (value: number) => number {
  const marks = all(svg, 'text')
    .filter(({ attributes, text }) => attributes['text-anchor'] === 'middle' && /^[−\d.]+$/.test(text))
    .map(({ attributes, text }) => ({ x: Number(attributes.x), value: Number(text.replace('−', '-')) }));
  const [first, last] = [marks[0], marks.at(-1)] as [
    { x: number; value: number },
    { x: number; value: number },
  ];
  return (value) => first.x + ((value - first.value) / (last.value - first.value)) * (last.x - first.x);
}

describe('dotPlotSvg', () => {
  const methods: MethodScores[] = [
    { method: 'single-task', scores: [0.71, 0.74, 0.72], interval: { lower: 0.685, upper: 0.761 } },
    { method: 'multi-task', scores: [0.69, 0.68, 0.7], interval: { lower: 0.665, upper: 0.715 } },
  ];
  const svg = parse(dotPlotSvg(methods, { metric: 'RMSE', higherIsBetter: false, baseline: 'single-task' }));

  it('shows every run where it belongs, each method with its mark', () => {
    const at = axis(svg);
    const expected = methods.flatMap(({ scores }) => scores.map(at));
    dots(svg).forEach(({ x }, i) => {
      expect(x).toBeCloseTo(expected[i] as number, 1);
    });
    expect(dots(svg)).toHaveLength(6);
    expect(new Set(dots(svg).map(({ shape }) => shape)).size).toBe(2);
  });

  it('shows mean and interval, and the baseline through all rows', () => {
    const at = axis(svg);
    const places = all(svg, 'line').map(
      ({ attributes }) => [Number(attributes.x1), Number(attributes.x2)] as const,
    );
    const near = (x1: number, x2: number) =>
      places.some(([a, b]) => Math.abs(a - x1) < 0.06 && Math.abs(b - x2) < 0.06);
    expect(near(at(0.685), at(0.761))).toBe(true);
    expect(near(at(0.665), at(0.715))).toBe(true);
    expect(near(at(0.69), at(0.69))).toBe(true);
    const reference = all(svg, 'line').find(({ attributes }) => attributes['stroke-dasharray'] !== undefined);
    expect(Number(reference?.attributes.x1)).toBeCloseTo(at((0.71 + 0.74 + 0.72) / 3), 1);
    expect(texts(svg)).toEqual(expect.arrayContaining(['0.7233', '0.6900', 'RMSE (lower is better)']));
  });

  it('says all of it in words', () => {
    expect(all(svg, 'desc')[0]?.text).toBe(
      'RMSE (lower is better). single-task: 3 runs, mean 0.7233, interval 0.685 to 0.761. multi-task: 3 runs, mean 0.69, interval 0.665 to 0.715.',
    );
  });

  it('shows what there is of nothing, one run, equal runs and what is not finite', () => {
    const odd = dotPlotSvg(
      [
        { method: 'none', scores: [] },
        { method: 'one', scores: [1] },
        { method: 'equal', scores: [2, 2, 2], interval: { lower: 2, upper: 2 } },
        { method: 'diverged', scores: [Number.NaN, 1.5], interval: { lower: Number.NaN, upper: Number.NaN } },
      ],
      { metric: 'accuracy' },
    );
    expect(odd).not.toMatch(/NaN|Infinity/);
    const parsed = parse(odd);
    expect(texts(parsed)).toEqual(
      expect.arrayContaining(['none', 'diverged (1 not finite)', '–', 'accuracy']),
    );
    expect(dots(parsed)).toHaveLength(5);
    parse(dotPlotSvg([], { metric: 'x' }));
    parse(dotPlotSvg([{ method: 'same', scores: [0, 0] }], { metric: 'x' }));
  });

  it('has a colour for the baseline alone where there are more methods than colours', () => {
    const many = Array.from({ length: 8 }, (_, i) => ({ method: `m${i}`, scores: [i] }));
    const shapes = dots(parse(dotPlotSvg(many, { metric: 'F1', baseline: 'm3' }))).map(({ shape }) => shape);
    expect(new Set(shapes).size).toBe(2);
    expect(shapes.filter((shape) => shape === shapes[3])).toHaveLength(1);
  });

  it('stays small with ten thousand runs', () => {
    const rng = createRng(1);
    const scores = Array.from({ length: 10_000 }, () => rng.normal());
    const document = dotPlotSvg([{ method: 'many', scores }], { metric: 'loss' });
    expect(document.length).toBeLessThan(400_000);
    const at = axis(parse(document));
    const xs = dots(parse(document)).map(({ x }) => x);
    expect(Math.abs(Math.min(...xs) - at(Math.min(...scores)))).toBeLessThan(3);
    expect(Math.abs(Math.max(...xs) - at(Math.max(...scores)))).toBeLessThan(3);
  });

  it('escapes names', () => {
    const hostile = parse(dotPlotSvg([{ method: '<b>&', scores: [1] }], { metric: '<i>', title: '<u>' }));
    expect(texts(hostile)).toEqual(expect.arrayContaining(['<b>&', '<i>', '<u>']));
  });
});

describe('swarm', () => {
  it('moves dots apart that would touch', () => {
    expect(swarm([10, 50, 10, 10], 7, 20)).toEqual([0, 0, -7, 7]);
  });

  it('stays within reach', () => {
    const offsets = swarm(new Array<number>(50).fill(3), 7, 13);
    expect(Math.max(...offsets.map(Math.abs))).toBeLessThanOrEqual(13);
    expect(new Set(offsets).size).toBe(50);
  });
});
