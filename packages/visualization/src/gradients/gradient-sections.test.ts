import type { GradientRecord, GradientReport } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { all, parse } from '../../fixtures/well-formed.js';
import { report } from '../report/report.js';
import type { ReportSection } from '../report/report-section.js';
import { gradientSections } from './gradient-sections.js';
import { gradientTrajectoriesSvg } from './gradient-trajectories-svg.js';

/** Weights of 6 to 4, gradients of 1 to 4 and at an angle: 0.6 · 1 to 0.4 · 4, 27.3 % to 72.7 %. */
function record(step: number, cosine: number): GradientRecord {
  const block = (name: string, own: number) => ({
    name,
    norms: [1, 4],
    cosines: [
      [1, own],
      [own, 1],
    ],
    magnitudes: [
      [1, 8 / 17],
      [8 / 17, 1],
    ],
    shares: [0.6 / 2.2, 1.6 / 2.2],
  });
  return {
    step,
    epoch: 0,
    tasks: ['interest', '品詞'],
    losses: [1, 2],
    weights: [0.6, 0.4],
    blocks: [block('all', cosine), block('layer 1', cosine), block('layer 2', 0.5)],
  };
}

const figures = (sections: readonly ReportSection[]) =>
  sections.flatMap((section) => (section.kind === 'figure' ? [parse(section.svg)] : []));
const tableOf = (sections: readonly ReportSection[]) =>
  sections
    .flatMap((section) => (section.kind === 'table' ? [section.table] : []))
    .map(({ columns, rows, notes }) => ({
      head: columns.map(({ name }) => name),
      rows: rows.map((row) => row.map(({ text }) => text)),
      notes,
    }))[0];
const tips = (svg: ReturnType<typeof parse>) => all(svg, 'title').map(({ text }) => text);

describe('gradientSections', () => {
  const sections = gradientSections([record(1, -0.5), record(11, 0.25)]);

  it('puts effective shares beside weights', () => {
    expect(tableOf(sections)).toEqual({
      head: ['Task', 'Weight', 'Share of the weights', 'Size of the gradient', 'Share of the gradient'],
      rows: [
        ['interest', '0.6', '60.0 %', '1', '27.3 %'],
        ['品詞', '0.4', '40.0 %', '4', '72.7 %'],
      ],
      notes: [],
    });
  });

  it('shows conflicts by layer, and by step and layer', () => {
    const [, cosines, others, bySteps] = figures(sections);
    expect([cosines, others].flatMap((svg) => (svg ? tips(svg).slice(1) : []))).toEqual([
      'interest – 品詞, all: −0.13',
      'interest – 品詞, 1: −0.13',
      'interest – 品詞, 2: 0.50',
      'interest – 品詞, all: 50',
      'interest – 品詞, 1: 50',
      'interest – 品詞, 2: 0',
      'interest – 品詞, all: 0.47',
      'interest – 品詞, 1: 0.47',
      'interest – 品詞, 2: 0.47',
    ]);
    expect(tips(bySteps as ReturnType<typeof parse>)).toEqual(
      expect.arrayContaining(['1, 1: −0.50', '1, 11: 0.25', '2, 11: 0.50']),
    );
  });

  it('shows a single shared layer once', () => {
    const one = [record(1, -0.5), record(11, 0.25)].map((each) => ({
      ...each,
      blocks: each.blocks.slice(0, 2),
    }));
    const [, cosines] = figures(gradientSections(one));
    expect(cosines && tips(cosines).slice(1)).toEqual(['interest – 品詞, 1: −0.13']);
  });

  it('averages neighbours where there are many steps', () => {
    const many = gradientSections(Array.from({ length: 50 }, (_, i) => record(i + 1, i < 3 ? -0.5 : 0.5)));
    const bySteps = many.at(-1) as Extract<ReportSection, { kind: 'figure' }>;
    expect(tips(parse(bySteps.svg))).toEqual(expect.arrayContaining(['1, 1: −0.50', '1, 4: 0.50']));
    expect(bySteps.caption).toBe('Each column is the mean of 3 steps, from the one that it is named by.');
  });

  it('takes a report of no step, as learner.inspect() gives', () => {
    const { step: _, epoch: __, weights: ___, ...inspected } = record(1, -0.5);
    const single: GradientReport = inspected;
    const shown = gradientSections(single, { tasks: ['品詞', 'interest'] });
    expect(figures(shown)).toHaveLength(2);
    const table = tableOf(shown);
    expect(table?.head).toEqual(['Task', 'Size of the gradient', 'Share of the gradient']);
    expect(table?.rows.map(([task]) => task)).toEqual(['品詞', 'interest']);
    expect(table?.notes).toEqual(['Shares are those of equal weights, as no step was done.']);
  });

  it('copes with absent tasks, weightings without weights, one task, and nothing', () => {
    const alone: GradientRecord = {
      ...record(2, 0),
      tasks: ['interest'],
      losses: [1],
      weights: [Number.NaN],
      blocks: [{ name: 'all', norms: [1], cosines: [[1]], magnitudes: [[1]], shares: [Number.NaN] }],
    };
    for (const records of [[record(1, -1), alone], [alone], [alone, alone], []]) {
      const page = report({ title: 'a', sections: gradientSections(records) });
      expect(page).not.toMatch(/NaN|Infinity|undefined/);
    }
    expect(tableOf(gradientSections([alone]))?.notes?.[0]).toMatch(/an update and no weights/);
    expect(gradientSections([])[1]).toMatchObject({
      kind: 'prose',
      text: expect.stringMatching(/were not compared/),
    });
  });
});

describe('gradientTrajectoriesSvg', () => {
  it('draws shares and cosines of each step, one colour for each task', () => {
    const svg = parse(gradientTrajectoriesSvg([record(1, -0.5), record(11, 0.25)]));
    const lines = all(svg, 'path').filter(({ attributes }) => attributes.fill === 'none');
    expect(lines).toHaveLength(5);
    expect(lines[1]?.attributes.stroke).toBe(lines[4]?.attributes.stroke);
    expect(all(svg, 'desc')[0]?.text).toBe(
      'Mean share of the weights: interest 0.6, 品詞 0.4. Mean share of the gradient: interest 0.2727, 品詞 0.7273. Mean cosine to interest: 品詞 −0.125.',
    );
    expect(gradientTrajectoriesSvg([])).toContain('Nothing was measured.');
  });
});
