import { describe, expect, it } from 'vitest';
import { all, type Parsed, parse } from '../../fixtures/well-formed.js';
import { gradientConflictsSvg } from '../gradients/gradient-conflicts-svg.js';
import { heatMapsSvg } from './heat-maps-svg.js';

const cells = (svg: Parsed) =>
  all(svg, 'g')
    .filter(({ children }) => children.some(({ name }) => name === 'title'))
    .map((group) => ({
      tip: group.children[0]?.text,
      fill: all(group, 'rect')[0]?.attributes.fill,
      text: all(group, 'text')[0]?.text,
    }));
const texts = (svg: Parsed) => all(svg, 'text').map(({ text }) => text);

describe('heatMapsSvg', () => {
  const tasks = ['jrte', 'レビュー'];
  const maps = [
    {
      title: 'similarity',
      rows: tasks,
      columns: tasks,
      values: [
        [1, 0.25],
        [0.25, 1],
      ],
    },
    {
      title: 'accuracy',
      rows: tasks,
      columns: tasks,
      values: [[0.8, null], [Number.NaN]],
      rowName: 'from',
      columnName: 'to',
    },
  ];
  const svg = parse(heatMapsSvg(maps, { title: 'Transfer' }));

  it('shows each value in its cell, and colours by size', () => {
    const found = cells(svg);
    expect(found.map(({ tip }) => tip)).toEqual([
      'jrte, jrte: 1.00',
      'jrte, レビュー: 0.25',
      'レビュー, jrte: 0.25',
      'レビュー, レビュー: 1.00',
      'jrte, jrte: 0.8',
      'jrte, レビュー: –',
      'レビュー, jrte: –',
      'レビュー, レビュー: –',
    ]);
    expect(found[0]?.fill).toBe(found[3]?.fill);
    expect(found[0]?.fill).not.toBe(found[1]?.fill);
    expect(found[1]?.text).toBe('0.25');
  });

  it('stands maps side by side, and below each other where there is no room', () => {
    const places = (document: Parsed) =>
      all(document, 'g')
        .flatMap(
          ({ attributes }) => attributes.transform?.match(/^translate\((\d+) (\d+)\)$/)?.slice(1) ?? [],
        )
        .map(Number);
    const [x1, y1, x2, y2] = places(svg) as [number, number, number, number];
    expect([x2 > x1, y1 === y2]).toEqual([true, true]);
    const [a1, b1, a2, b2] = places(parse(heatMapsSvg(maps, { width: 320 }))) as [
      number,
      number,
      number,
      number,
    ];
    expect([a1 === a2, b2 > b1]).toEqual([true, true]);
  });

  it('says all of it in words', () => {
    expect(all(svg, 'desc')[0]?.text).toBe(
      'similarity: 2 rows, 2 columns; lowest 0.25 at jrte, レビュー, highest 1 at jrte, jrte. accuracy: 2 rows, 2 columns; lowest 0.8 at jrte, jrte, highest 0.8 at jrte, jrte, 3 values missing.',
    );
  });

  it('leaves numbers out of all cells where they do not fit in some', () => {
    const names = Array.from({ length: 32 }, (_, i) => `task ${i}`);
    const values = names.map((_, i) => names.map((_, k) => (i === k ? 1 : (i * 31 + k) / 1000)));
    const many = parse(heatMapsSvg([{ title: 'many', rows: names, columns: names, values }]));
    expect(cells(many)).toHaveLength(1024);
    expect(cells(many).every(({ text }) => text === undefined)).toBe(true);
  });

  it('draws nothing of nothing, and a single value', () => {
    for (const odd of [[], [{ title: 'a', rows: [], columns: [], values: [] }]])
      expect(heatMapsSvg(odd)).not.toMatch(/NaN|Infinity/);
    const one = parse(heatMapsSvg([{ title: 'one', rows: ['a'], columns: ['b'], values: [[0.5]] }]));
    expect(texts(one)).toEqual(['one', 'b', 'a', '0.5']);
  });
});

describe('gradientConflictsSvg', () => {
  it('is red below 0 and blue above, always by the same scale', () => {
    const svg = parse(
      gradientConflictsSvg({
        tasks: ['pos', 'mask'],
        layers: [1, 2],
        cosines: [
          [-1, 0.1],
          [null, 1],
        ],
      }),
    );
    expect(texts(svg)).toContain('1 of 3 are conflicts: below 0');
    const [conflict, weak, unknown, agreement] = cells(svg);
    expect([conflict?.text, weak?.text, unknown?.text, agreement?.text]).toEqual([
      '−1.00',
      '0.10',
      '–',
      '1.00',
    ]);
    const channels = (rgb: string | undefined) =>
      (rgb?.match(/\d+/g) ?? []).map(Number) as [number, number, number];
    const [red, , blue] = channels(conflict?.fill);
    const [otherRed, , otherBlue] = channels(agreement?.fill);
    expect([red > blue, otherBlue > otherRed]).toEqual([true, true]);
  });
});
