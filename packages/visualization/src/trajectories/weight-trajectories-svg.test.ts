import { describe, expect, it } from 'vitest';
import { all, parse } from '../../fixtures/well-formed.js';
import { weightTrajectoriesSvg } from './weight-trajectories-svg.js';

describe('weightTrajectoriesSvg', () => {
  const svg = parse(
    weightTrajectoriesSvg({
      steps: [1, 2, 3, 4, 5],
      tasks: ['interest', 'pos'],
      weights: [
        [1, 1.1, 1.2, 1.3, 1.4],
        [1, null, 0.8, Number.NaN, 0.6],
      ],
    }),
  );

  it('draws a line for each task, with its name at the end and gaps where it had no weight', () => {
    const names = all(svg, 'text').map(({ text }) => text);
    expect(names).toEqual(expect.arrayContaining(['interest', 'pos', 'Task weights', 'steps']));
    expect(all(svg, 'path').filter(({ attributes }) => attributes.fill === 'none')).toHaveLength(1);
    expect(all(svg, 'circle')).toHaveLength(3);
  });

  it('says all of it in words', () => {
    expect(all(svg, 'desc')[0]?.text).toBe(
      'interest: 1 at step 1, 1.4 at step 5. pos: 1 at step 1, 0.6 at step 5.',
    );
  });

  it('draws nothing of nothing, and thins long runs', () => {
    expect(weightTrajectoriesSvg({ steps: [], tasks: ['a'], weights: [] })).not.toMatch(/NaN|Infinity/);
    const steps = Array.from({ length: 20_000 }, (_, i) => i);
    const long = weightTrajectoriesSvg({ steps, tasks: ['a'], weights: [steps.map((i) => 1 + (i % 7))] });
    expect(long.length).toBeLessThan(60_000);
  });
});
