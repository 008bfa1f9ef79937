import type { HistoryEntry, TrainingHistory } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { all, type Parsed, parse, pathPoints } from '../../fixtures/well-formed.js';
import { learningCurvesSvg } from './learning-curves-svg.js';

function entry(step: number, changes: Partial<HistoryEntry> = {}): HistoryEntry {
  return {
    step,
    epoch: step / 10,
    train: { interest: 1 / step },
    weights: {},
    learningRates: {},
    seconds: step,
    ...changes,
  };
}

function history(entries: readonly HistoryEntry[], changes: Partial<TrainingHistory> = {}): TrainingHistory {
  return {
    tasks: ['interest'],
    entries,
    monitor: { task: 'interest', score: 'loss', better: 'lower' },
    ...changes,
  };
}

const draw = (named: Parameters<typeof learningCurvesSvg>[0], options = {}): Parsed =>
  parse(learningCurvesSvg(named, options));
const texts = (svg: Parsed) => all(svg, 'text').map(({ text }) => text);
const lines = (svg: Parsed) => all(svg, 'path').filter(({ attributes }) => attributes.fill === 'none');

describe('learningCurvesSvg', () => {
  it('puts every value where it belongs', () => {
    const values = [1, 0.25, 0.5, 0];
    const svg = draw(
      [
        {
          name: 'run',
          history: history(values.map((y, i) => entry(10 * (i + 1), { train: { interest: y } }))),
        },
      ],
      { width: 400, panelHeight: 200, progress: 'step' },
    );
    const [line, ...others] = lines(svg);
    expect(others).toEqual([]);
    // One chart: 400 wide, 12 of margin, 50 for the numbers, 10 at the right; steps 10 to 40 and losses 0 to 1 fill it.
    const [left, right] = [12 + 50, 400 - 12 - 10];
    // Title 42, one row of legend 18, 12 of space; 30 for the chart's title, 38 for its axis.
    const [top, bottom] = [42 + 18 + 12 + 30, 42 + 18 + 12 + 200 - 38];
    const points = pathPoints(line?.attributes.d as string);
    values.forEach((value, i) => {
      const [x, y] = points[i] as [number, number];
      expect(x).toBeCloseTo(left + (i / 3) * (right - left), 0);
      expect(y).toBeCloseTo(bottom - value * (bottom - top), 0);
    });
    expect(points).toHaveLength(4);
    expect(line?.attributes['stroke-dasharray']).toBe('4 3');
    expect(texts(svg)).toEqual(
      expect.arrayContaining(['interest: loss', 'steps', '0', '1.0', 'run', 'training']),
    );
    expect(texts(svg)).not.toContain('validation');
  });

  it('has a chart for the watched score, each loss and the weights', () => {
    const entries = [10, 20].map((step) =>
      entry(step, {
        train: { interest: 1, pos: 2 },
        weights: { interest: 1, pos: 0.5 },
        validation: { interest: { loss: 1, rmse: 1 / step }, pos: { loss: 3, f1: 0.5 } },
      }),
    );
    const svg = draw([
      {
        name: 'multi-task',
        history: history(entries, {
          tasks: ['interest', 'pos'],
          monitor: { task: 'interest', score: 'rmse', better: 'lower' },
          best: { step: 20, value: 0.05 },
        }),
      },
    ]);
    expect(texts(svg)).toEqual(
      expect.arrayContaining([
        'interest: rmse',
        'lower is better',
        'interest: loss',
        'pos: loss',
        'task weights',
        'best 0.05',
        'validation',
        'training',
        'best',
      ]),
    );
    expect(texts(svg)).not.toContain('pos: f1');
    expect(lines(svg)).toHaveLength(1 + 2 + 2 + 2);
    const description = all(svg, 'desc')[0]?.text;
    expect(description).toContain('Charts: interest: rmse; interest: loss; pos: loss; task weights.');
    expect(description).toContain('multi-task: 2 entries, best rmse of interest 0.05 at step 20.');
  });

  it('draws the ring around the best value', () => {
    const entries = [1, 2, 3].map((step) =>
      entry(step, { train: {}, validation: { interest: { loss: [3, 1, 2][step - 1] as number } } }),
    );
    const svg = draw([{ name: 'a', history: history(entries, { best: { step: 2, value: 1 } }) }]);
    const ring = all(svg, 'circle').at(-1)?.attributes;
    const [, lowest] = pathPoints(lines(svg)[0]?.attributes.d as string);
    expect(Number(ring?.cx)).toBeCloseTo(lowest?.[0] as number, 0);
    expect(Number(ring?.cy)).toBeCloseTo(lowest?.[1] as number, 0);
  });

  it('gives runs of one name one colour and mark, and others another', () => {
    const run = (name: string) => ({ name, history: history([entry(1), entry(2)]) });
    const svg = draw([run('single-task'), run('single-task'), run('multi-task')]);
    const strokes = lines(svg).map(({ attributes }) => attributes.stroke);
    expect(strokes[0]).toBe(strokes[1]);
    expect(strokes[2]).not.toBe(strokes[0]);
    expect(texts(svg)).toEqual(expect.arrayContaining(['single-task (2 runs)', 'multi-task']));
    const marks = all(svg, 'path').filter(({ attributes }) => attributes.fill !== 'none');
    expect(new Set(marks.map(({ attributes }) => attributes.d)).size).toBe(2);
  });

  it('leaves gaps for what is not finite, and says so', () => {
    const values = [1, 2, Number.NaN, 3, Number.POSITIVE_INFINITY, 4, 5];
    const svg = draw([
      { name: 'a', history: history(values.map((y, i) => entry(i + 1, { train: { interest: y } }))) },
    ]);
    expect(lines(svg)).toHaveLength(2);
    expect(all(svg, 'circle')).toHaveLength(1);
    expect(texts(svg)).toContain('2 values are not finite and leave gaps.');
    expect(JSON.stringify(svg)).not.toMatch(/NaN|Infinity/);
  });

  it('does not break a line where a task was not evaluated', () => {
    const entries = [1, 2, 3].map((step) =>
      entry(step, { train: {}, ...(step === 2 ? {} : { validation: { interest: { loss: step } } }) }),
    );
    expect(
      pathPoints(lines(draw([{ name: 'a', history: history(entries) }]))[0]?.attributes.d as string),
    ).toHaveLength(2);
  });

  it.each([
    ['nothing', []],
    ['no entries', [{ name: 'a', history: history([]) }]],
  ])('says that there is nothing to show: %s', (_, named) => {
    expect(texts(draw(named))).toContain('Nothing was measured.');
  });

  it('shows a single point, and equal values', () => {
    const one = draw([{ name: 'a', history: history([entry(1)]) }]);
    expect(all(one, 'circle')).toHaveLength(1);
    const equal = draw([
      { name: 'a', history: history([1, 2, 3].map((step) => entry(step, { train: { interest: 0.5 } }))) },
    ]);
    expect(JSON.stringify([one, equal])).not.toMatch(/NaN|Infinity/);
    const ys = pathPoints(lines(equal)[0]?.attributes.d as string).map(([, y]) => y);
    expect(new Set(ys).size).toBe(1);
  });

  it('is logarithmic for losses of very different size, and says so', () => {
    const entries = [1, 2, 3].map((step) => entry(step, { train: { interest: 10 ** (3 - 2 * step) } }));
    const svg = draw([{ name: 'a', history: history(entries) }]);
    const ys = pathPoints(lines(svg)[0]?.attributes.d as string).map(([, y]) => y);
    expect((ys[1] as number) - (ys[0] as number)).toBeCloseTo((ys[2] as number) - (ys[1] as number), 0);
    expect(texts(svg)).toContain('log scale');
    expect(texts(draw([{ name: 'a', history: history(entries) }], { scale: 'linear' }))).not.toContain(
      'log scale',
    );
  });

  it('thins ten thousand entries to what a pixel can show', () => {
    const entries = Array.from({ length: 10_000 }, (_, i) =>
      entry(i + 1, { train: { interest: i === 7000 ? 50 : 1 + (i % 7) } }),
    );
    const document = learningCurvesSvg([{ name: 'a', history: history(entries) }], { width: 600 });
    expect(document.length).toBeLessThan(60_000);
    const ys = pathPoints(lines(parse(document))[0]?.attributes.d as string).map(([, y]) => y);
    expect(Math.min(...ys)).toBeLessThan(Math.max(...ys) - 100);
  });

  it('escapes names, and loads nothing', () => {
    const hostile = `</svg><script>alert('1')</script> & "`;
    const document = learningCurvesSvg(
      [
        {
          name: hostile,
          history: history([entry(1, { train: { [hostile]: 1 }, weights: { [hostile]: 1 } })], {
            tasks: [hostile],
          }),
        },
      ],
      { title: hostile },
    );
    const svg = parse(document);
    expect(all(svg, 'script')).toEqual([]);
    expect(all(svg, 'title')[0]?.text).toBe(hostile);
    expect(document.replace('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|url\(|@import|href/);
  });

  it('names and describes itself to those who cannot see it', () => {
    const { attributes, children } = draw([{ name: 'a', history: history([entry(1)]) }], { title: 'Runs' });
    const [title, description] = children;
    expect(attributes.role).toBe('img');
    expect(attributes['aria-labelledby']).toBe(`${title?.attributes.id} ${description?.attributes.id}`);
    expect(title?.text).toBe('Runs');
  });

  it('is the same for the same runs', () => {
    const runs = [{ name: 'a', history: history([entry(1), entry(2)]) }];
    expect(learningCurvesSvg(runs)).toBe(learningCurvesSvg(runs));
  });
});
