import { describe, expect, it } from 'vitest';
import { all, parse } from '../../fixtures/well-formed.js';
import { inOutSvg } from './in-out-svg.js';

describe('inOutSvg', () => {
  const svg = parse(
    inOutSvg(
      [
        { task: 'appeal', in: 0.7, out: 0.72, interval: { lower: -0.03, upper: -0.01 } },
        { task: '品詞 <b>', in: 0.71, out: 0.7 },
        { task: 'lost', in: Number.NaN, out: 0.7 },
      ],
      { metric: 'RMSE', higherIsBetter: false, note: 'All sets.' },
    ),
  );
  const texts = all(svg, 'text').map(({ text }) => text);

  it('joins both means, and writes the difference behind', () => {
    expect(texts).toEqual(
      expect.arrayContaining(['−0.02 [−0.03, −0.01]', '+0.01', '–', 'in − out', 'All sets.', '品詞 <b>']),
    );
    const joined = all(svg, 'line')
      .filter(({ attributes }) => attributes['stroke-width'] === '2')
      .map(({ attributes }) => Number(attributes.x1) - Number(attributes.x2));
    expect(joined).toHaveLength(2);
    expect(joined[0]).toBeCloseTo(-2 * (joined[1] as number), 1);
  });

  it('says all of it in words', () => {
    expect(all(svg, 'desc')[0]?.text).toContain(
      'appeal: 0.7 with it, 0.72 without it, difference −0.02 [−0.03, −0.01].',
    );
  });

  it('leaves intervals to tooltips where they leave no room for the chart', () => {
    const tasks = [{ task: 'usefulness', in: 0.7, out: 0.72, interval: { lower: -0.0312, upper: -0.0101 } }];
    const narrow = parse(inOutSvg(tasks, { metric: 'RMSE', width: 320 }));
    expect(all(narrow, 'text').map(({ text }) => text)).toContain('−0.02');
    expect(all(narrow, 'title').at(-1)?.text).toContain('−0.0200 [−0.0312, −0.0101]');
  });

  it('draws nothing of nothing', () => {
    expect(inOutSvg([], { metric: 'x' })).not.toMatch(/NaN|Infinity/);
  });
});
