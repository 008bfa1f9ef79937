import { describe, expect, it } from 'vitest';
import { all, type Parsed, parse } from '../../fixtures/well-formed.js';
import { countScoresSvg } from './count-scores-svg.js';

const texts = (svg: Parsed) => all(svg, 'text').map(({ text }) => text);

describe('countScoresSvg', () => {
  const svg = parse(
    countScoresSvg(
      [
        { tasks: [], scores: [0.86, 0.88] },
        { tasks: ['a'], scores: [0.72] },
        { tasks: ['b'], scores: [0.71, Number.NaN] },
        { tasks: ['a', 'b'], scores: [Number.NaN] },
      ],
      { metric: 'RMSE', higherIsBetter: false, note: 'Correlation −0.9.' },
    ),
  );

  it('shows every set, and the mean of each size', () => {
    const tips = all(svg, 'title').map(({ text }) => text);
    expect(tips).toEqual(['RMSE by number of auxiliary tasks', 'single-task: 0.87', 'a: 0.72', 'b: 0.71']);
    expect(texts(svg)).toEqual(expect.arrayContaining(['0.870', '0.715', '–', 'RMSE (lower is better)']));
    const bars = all(svg, 'line').filter(({ attributes }) => attributes['stroke-width'] === '2.5');
    expect(bars).toHaveLength(2);
  });

  it('counts what has no score, and says all in words', () => {
    expect(texts(svg)).toEqual(
      expect.arrayContaining(['Correlation −0.9.', '1 of 4 sets have no finite score.']),
    );
    expect(all(svg, 'desc')[0]?.text).toBe(
      'RMSE (lower is better). 0 auxiliary tasks: 1 set, mean 0.87. 1 auxiliary task: 2 sets, mean 0.715. 2 auxiliary tasks: 0 sets, mean –. Correlation −0.9. 1 of 4 sets have no finite score.',
    );
  });

  it('draws nothing of nothing', () => {
    expect(countScoresSvg([], { metric: 'x' })).not.toMatch(/NaN|Infinity/);
  });
});
