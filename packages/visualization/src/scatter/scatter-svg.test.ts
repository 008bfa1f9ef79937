import { describe, expect, it } from 'vitest';
import { all, parse } from '../../fixtures/well-formed.js';
import { scatterSvg } from './scatter-svg.js';

describe('scatterSvg', () => {
  const points = [
    { x: 0.8, y: 0.02, label: 'a', series: 'to 1' },
    { x: 0.6, y: -0.01, label: 'b', series: 'to 1' },
    {
      x: 0.6,
      y: -0.01,
      label: 'a name so long that it has no room anywhere beside the others in it',
      series: 'to 2',
    },
    { x: Number.NaN, y: 1, label: 'lost', series: 'to 2' },
  ];
  const svg = parse(scatterSvg(points, { x: 'similarity', y: 'gain', note: 'r = 0.3', width: 320 }));
  const texts = all(svg, 'text').map(({ text }) => text);

  it('shows every finite pair with its tooltip, and counts the others', () => {
    const tips = all(svg, 'title').map(({ text }) => text);
    expect(tips.slice(1)).toEqual([
      'to 1, a: 0.8, 0.02',
      'to 1, b: 0.6, −0.01',
      expect.stringMatching(/^to 2, a name so long/),
    ]);
    expect(texts).toEqual(
      expect.arrayContaining(['1 of 4 points are not finite.', 'r = 0.3', 'a', 'b', 'to 2']),
    );
    expect(texts).not.toContain('lost');
  });

  it('writes only the labels that have room', () => {
    expect(texts.filter((text) => text.startsWith('a name so long'))).toEqual([]);
  });

  it('draws the line at 0 where both signs occur, and nothing of nothing', () => {
    const dashed = all(svg, 'line').filter(({ attributes }) => attributes['stroke-dasharray'] !== undefined);
    expect(dashed).toHaveLength(1);
    const positive = parse(scatterSvg([{ x: 1, y: 2 }], { x: 'x', y: 'y' }));
    expect(all(positive, 'line').filter(({ attributes }) => attributes['stroke-dasharray'])).toEqual([]);
    expect(scatterSvg([], { x: 'x', y: 'y' })).not.toMatch(/NaN|Infinity/);
  });
});
