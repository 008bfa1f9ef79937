import { describe, expect, it } from 'vitest';
import { all, type Parsed, parse } from '../../fixtures/well-formed.js';
import { layerScoresSvg } from './layer-scores-svg.js';

const texts = (svg: Parsed) => all(svg, 'text').map(({ text }) => text);
const marks = (svg: Parsed) =>
  all(svg, 'g').flatMap((group) => {
    const name = group.children.find((child) => child.name === 'title')?.text;
    const path = group.children.find((child) => child.name === 'path');
    if (name === undefined || path === undefined) return [];
    const [x, y] = (path.attributes.transform?.match(/[-\d.]+/g) ?? []).map(Number);
    return [{ name, x: x as number, y: y as number }];
  });

describe('layerScoresSvg', () => {
  const options = {
    metric: 'accuracy',
    higherIsBetter: true,
    significance: { test: 'paired t-test' },
    reference: { name: 'majority', score: 0.4 },
  };
  const document = layerScoresSvg(
    [
      { model: 'single-task', layers: [1, 2, 3].map((layer) => ({ layer, scores: [0.5, 0.6] })) },
      {
        model: 'multi-task',
        layers: [
          { layer: 3, scores: [0.8, 0.7], pValue: 0.0004 },
          { layer: 1, scores: [0.6, 0.6], interval: { lower: 0.55, upper: 0.65 }, pValue: 0.02 },
          { layer: 2, scores: [0.7, 0.7], pValue: 0.05 },
        ],
      },
    ],
    options,
  );
  const svg = parse(document);

  it('puts each mean at its layer, models side by side', () => {
    const found = marks(svg);
    expect(found.map(({ name }) => name)).toEqual([
      ...[1, 2, 3].map((layer) => `single-task, layer ${layer}: mean 0.55`),
      'multi-task, layer 1: mean 0.6, interval 0.55 to 0.65',
      'multi-task, layer 2: mean 0.7',
      'multi-task, layer 3: mean 0.75',
    ]);
    const [a, b, c, d, e, f] = found.map(({ x }) => x) as [number, number, number, number, number, number];
    expect(b - a).toBeCloseTo(c - b, 1);
    expect([e - d, f - e]).toEqual([expect.closeTo(b - a, 1), expect.closeTo(b - a, 1)]);
    expect(d).toBeGreaterThan(a);
    const [y55, , , y60, y70] = found.map(({ y }) => y) as number[];
    expect((y55 as number) - (y60 as number)).toBeCloseTo(((y60 as number) - (y70 as number)) / 2, 1);
  });

  it('marks what is significant, and says by which test', () => {
    expect(texts(svg).filter((text) => /^\*+$/.test(text))).toEqual(['*', '***']);
    expect(texts(svg)).toContain('* p < 0.05, ** p < 0.01, *** p < 0.001 (paired t-test)');
    const { significance: _, ...unmarked } = options;
    const none = layerScoresSvg([{ model: 'm', layers: [{ layer: 1, scores: [1], pValue: 0 }] }], unmarked);
    expect(texts(parse(none)).filter((text) => text.startsWith('*'))).toEqual([]);
  });

  it('says all of it in words', () => {
    expect(all(svg, 'desc')[0]?.text).toBe(
      'accuracy (higher is better). single-task: 0.55 at layer 1, 0.55 at layer 2, 0.55 at layer 3. multi-task: 0.6 at layer 1, 0.7 at layer 2, 0.75 at layer 3. Marked: 1 (*), 3 (***). majority: 0.4 throughout.',
    );
  });

  it('leaves gaps where nothing is finite, and counts it', () => {
    const gaps = layerScoresSvg(
      [
        {
          model: 'm',
          layers: [1, 2, 3, 4].map((layer) => ({ layer, scores: [layer === 2 ? Number.NaN : layer] })),
        },
      ],
      { metric: 'x' },
    );
    expect(gaps).not.toMatch(/NaN|Infinity/);
    const lines = all(parse(gaps), 'path').filter(({ attributes }) => attributes.fill === 'none');
    expect(lines).toHaveLength(2);
    expect(texts(parse(gaps))).toContain('One score is not finite and left out.');
  });

  it('draws nothing of nothing, single values, every run, and the same of the same', () => {
    for (const models of [
      [],
      [{ model: 'm', layers: [] }],
      [{ model: 'm', layers: [{ layer: 6, scores: [1] }] }],
    ])
      expect(layerScoresSvg(models, { metric: 'x', runs: true })).not.toMatch(/NaN|Infinity/);
    const runs = parse(
      layerScoresSvg([{ model: 'm', layers: [{ layer: 1, scores: [1, 2, 3] }] }], {
        metric: 'x',
        runs: true,
      }),
    );
    expect(all(runs, 'circle')).toHaveLength(3);
    const again = layerScoresSvg([{ model: '<b>&', layers: [] }], { metric: '<i>' });
    expect(texts(parse(again))).toEqual(expect.arrayContaining(['<b>&', '<i>']));
  });
});
