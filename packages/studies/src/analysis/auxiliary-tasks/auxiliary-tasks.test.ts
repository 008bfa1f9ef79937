import { impliedStatistic, studentTest } from '@tomoni/statistics';
import { describe, expect, it } from 'vitest';
import {
  type AnalysisReference,
  expectNear,
  fixture,
  type PrintedTables,
} from '../../../fixtures/analysis.js';
import type { ScoredRun } from '../runs/scored-runs.js';
import { baselineSpread } from './baseline-spread.js';
import { byCount } from './by-count.js';
import { compareControls } from './compare-controls.js';
import { compareSubsets } from './compare-subsets.js';
import { factorialEffects } from './factorial-effects.js';
import { inOut } from './in-out.js';
import { effectAgainstLabelCorrelation } from './label-correlation.js';
import { type SubsetScores, subsetScores } from './subset-scores.js';

const { auxiliaryTasks: paper } = fixture<PrintedTables>('printed-tables');
const reference = fixture<AnalysisReference>('analysis');

const asPrinted: SubsetScores[] = paper.subsets.map(({ tasks, rmse }) => ({ tasks, scores: [rmse] }));
const asCorrected = asPrinted.map((subset) =>
  subset.tasks.join() === paper.misprint.tasks.join()
    ? { ...subset, scores: [paper.misprint.corrected] }
    : subset,
);

describe.each([
  ['as printed', asPrinted, reference.asPrinted],
  ['as corrected', asCorrected, reference.asCorrected],
] as const)(
  'the paper on auxiliary tasks, %s, analysed as by NumPy, SciPy and statsmodels',
  (_, subsets, expected) => {
    it('by number of tasks', () => {
      const { counts, correlation } = byCount(subsets);
      counts.forEach(({ mean, count }, i) => {
        expect(count).toBe(i);
        expectNear(mean, expected.byCount[i] as number);
      });
      expect(counts.map((each) => each.subsets)).toEqual([1, 5, 10, 10, 5, 1]);
      expectNear(correlation?.coefficient, expected.countCorrelation.coefficient);
      expectNear(correlation?.pValue, expected.countCorrelation.pValue);
    });

    it('in and out, without the single-task model, and at equal size', () => {
      for (const { task, all, withoutBaseline, matched } of inOut(subsets)) {
        for (const key of ['in', 'out', 'difference'] as const) {
          expectNear(all[key], expected.inOut[task]?.[key] as number);
          expectNear(withoutBaseline?.[key], expected.withoutBaseline[task]?.[key] as number);
        }
        expectNear(matched?.difference, expected.matched[task] as number);
        expect(all.test).toBeUndefined();
      }
    });

    it('effects by a factorial model', () => {
      for (const { factors, estimate, standardError, pValue, interval } of factorialEffects(subsets)
        .effects) {
        const wanted = expected.factorial[factors.join()];
        expectNear(estimate, wanted?.estimate as number);
        expectNear(standardError, wanted?.standardError as number);
        expectNear(pValue, wanted?.pValue as number);
        expectNear(interval.lower, wanted?.lower as number);
        expectNear(interval.upper, wanted?.upper as number);
      }
    });

    it('effects against the correlation of labels', () => {
      const effects = Object.fromEntries(inOut(subsets).map(({ task, all }) => [task, all.difference]));
      const { all, sufficient, points } = effectAgainstLabelCorrelation(effects, paper.tasks);
      expect(points.filter((point) => point.sufficient).map(({ task }) => task)).toEqual([
        'Sub3',
        'Sub4',
        'Sub5',
      ]);
      expectNear(all?.coefficient, expected.labelCorrelation.coefficient);
      expectNear(all?.pValue, expected.labelCorrelation.pValue);
      expectNear(sufficient?.coefficient, expected.labelCorrelationSufficient.coefficient);
      expectNear(sufficient?.pValue, expected.labelCorrelationSufficient.pValue);
    });
  },
);

describe('the figures of the paper', () => {
  const within = (actual: number | undefined, wanted: number) =>
    expect(Math.abs((actual ?? Number.NaN) - wanted)).toBeLessThanOrEqual(1e-4);

  it('come out of the corrected table', () => {
    const { counts, correlation } = byCount(asCorrected);
    for (const [i, wanted] of [0.8684, 0.7183, 0.7082, 0.6983, 0.6933, 0.679].entries())
      within(counts[i]?.mean, wanted);
    within(correlation?.coefficient, -0.7848);
    within(correlation?.coefficient, paper.countCorrelation);
    const tasks = inOut(asCorrected);
    const wanted = [
      [7011, 7158, -148, -46],
      [7007, 7162, -156, -54],
      [7027, 7142, -114, -12],
      [7004, 7165, -160, -59],
      [6930, 7239, -309, -212],
    ];
    tasks.forEach(({ all, withoutBaseline }, i) => {
      const [inside = 0, outside = 0, difference = 0, without = 0] =
        wanted[i]?.map((each) => each / 10_000) ?? [];
      within(all.in, inside);
      within(all.out, outside);
      within(all.difference, difference);
      within(withoutBaseline?.difference, without);
    });
    const effects = Object.fromEntries(tasks.map(({ task, all }) => [task, all.difference]));
    const { all, sufficient } = effectAgainstLabelCorrelation(effects, paper.tasks);
    within(all?.coefficient, -0.7049);
    within(sufficient?.coefficient, -0.9314);
  });

  it('change their sign for four tasks of five at equal numbers of tasks', () => {
    const signs = inOut(asCorrected).map(({ matched }) => Math.sign(matched?.difference ?? 0));
    expect(signs).toEqual([1, 1, 1, 1, -1]);
  });

  it('show that p-values were those of Student’s two-sided test, and which row was misprinted', () => {
    const baseline = paper.subsets[0]?.rmse as number;
    const errors = paper.subsets.slice(1).map(({ rmse, p }, i) => {
      const error = (baseline - rmse) / impliedStatistic({ pValue: p as number, degreesOfFreedom: 18 });
      expectNear(error, reference.impliedErrors[i] as number);
      return { row: i + 1, error };
    });
    const usual = errors.filter(({ error }) => Math.abs(error - 0.0867) < 0.0004).length;
    expect(usual).toBe(29);
    const furthest = errors.toSorted((a, b) => Math.abs(b.error - 0.0867) - Math.abs(a.error - 0.0867))[0];
    expect(paper.subsets[furthest?.row as number]?.tasks).toEqual(paper.misprint.tasks);
  });
});

describe('a study with seeds', () => {
  const { cells, inOut: all, withoutBaseline, matched, welch, student } = reference.simulated;

  it('has contrasts of means as NumPy computes them', () => {
    for (const task of inOut(cells))
      for (const [found, wanted] of [
        [task.all.test, all[task.task]],
        [task.withoutBaseline?.test, withoutBaseline[task.task]],
        [task.matched?.test, matched[task.task]],
      ] as const) {
        expectNear(found?.estimate, wanted?.estimate as number);
        expectNear(found?.standardError, wanted?.standardError as number);
        expectNear(found?.pValue, wanted?.pValue as number);
        expectNear(found?.interval.lower, wanted?.interval.lower as number);
        expectNear(found?.interval.upper, wanted?.interval.upper as number);
      }
  });

  it('has a table of subsets with p-values as by SciPy, every run, and a word on the baseline', () => {
    const options = { metric: 'RMSE', higherIsBetter: false };
    const { comparison, table, baseline } = compareSubsets(cells, options);
    comparison.methods.slice(1).forEach(({ test }, i) => {
      expectNear(test?.pValue, welch[i] as number);
    });
    compareSubsets(cells, { ...options, test: 'student' })
      .comparison.methods.slice(1)
      .forEach(({ test }, i) => {
        expectNear(test?.pValue, student[i] as number);
      });
    expect(table.rows).toHaveLength(8);
    expect(table.rows[0]?.at(-1)?.text.split(' ')).toHaveLength(5);
    expect(baseline?.unstable).toBe(true);
    expect(table.notes.join(' ')).toMatch(/look at single runs/);
  });

  it('tests tasks against controls', () => {
    const noise = { control: 'noise', scores: [0.71, 0.72, 0.715, 0.722] };
    const [a] = compareControls([noise], cells, { tasks: ['a'], margin: 0.01 });
    const alone = cells.find(({ tasks }) => tasks.join() === 'a')?.scores ?? [];
    expect(a?.test?.estimate).toBeCloseTo(alone.reduce((x, y) => x + y) / 5 - 0.71675, 12);
    expect(a?.equivalence?.equivalent).toBe(false);
    const many = compareControls([noise, { control: 'shuffled', scores: [0.7] }], cells, {
      runs: 'among others',
      test: studentTest,
    });
    expect(many).toHaveLength(6);
    expect(many[0]?.test?.degreesOfFreedom).toBe(20 + 4 - 2);
    expect(many[1]?.test).toBeUndefined();
    expect(many[1]?.adjustedPValue).toBeUndefined();
    expect(() => compareControls([noise], cells, { tasks: ['d'] })).toThrow(/no run with 'd' alone/);
    expect(() => compareControls([{ control: 'none', scores: [] }], cells)).toThrow(/'none' has no run/);
  });

  it('is grouped by subset, whatever the order of tasks', () => {
    const run = (auxiliary: string[] | null, score: number): ScoredRun => ({
      id: `${score}`,
      arm: 'x',
      seed: 1,
      parameters: { auxiliary },
      score,
    });
    const runs = [run(['a', 'b'], 1), run(['b', 'a'], 2), run([], 3), run(null, 4)];
    const grouped = subsetScores(runs, ({ parameters }) =>
      Array.isArray(parameters.auxiliary) ? parameters.auxiliary.map(String) : undefined,
    );
    expect(grouped).toEqual([
      { tasks: ['a', 'b'], scores: [1, 2] },
      { tasks: [], scores: [3] },
    ]);
  });
});

describe('what cannot be answered', () => {
  it('is said', () => {
    expect(() => byCount([])).toThrow(/no subset/);
    expect(() => byCount([{ tasks: ['a'], scores: [] }])).toThrow(/'a' has no run/);
    expect(() => inOut([{ tasks: ['a'], scores: [1] }])).toThrow(/'a' is in every subset/);
    const twice = [
      { tasks: ['a', 'b'], scores: [1] },
      { tasks: ['b', 'a'], scores: [1] },
    ];
    expect(() => byCount(twice)).toThrow(/stands twice/);
    expect(() => byCount([{ tasks: [], scores: [Number.NaN] }])).toThrow(/'single task' has the score NaN/);
    expect(() =>
      compareSubsets([{ tasks: ['a'], scores: [1, 2] }], { metric: 'x', higherIsBetter: true }),
    ).toThrow(/single-task model/);
    expect(() => effectAgainstLabelCorrelation({ a: 1 }, {})).toThrow(/task 'a'/);
  });

  it('is left open where numbers do not suffice', () => {
    const few = [
      { tasks: [], scores: [0.9, 0.8] },
      { tasks: ['a'], scores: [0.7, 0.7] },
    ];
    expect(byCount(few).correlation).toBeUndefined();
    const [a] = inOut(few);
    expect(a?.withoutBaseline).toBeUndefined();
    expect(a?.matched).toBeUndefined();
    const traits = { labelCorrelation: 0.1, learnability: 0.9 };
    const { all, description } = effectAgainstLabelCorrelation({ a: 1, b: 2 }, { a: traits, b: traits });
    expect(all).toBeUndefined();
    expect(description).toMatch(/2 tasks: too few for a correlation/);
    const same = effectAgainstLabelCorrelation({ a: 1, b: 2, c: 3 }, { a: traits, b: traits, c: traits });
    expect(same.description).toMatch(/does not vary/);
  });

  it('tells a baseline that varies while others do not', () => {
    expect(baselineSpread([1, 2], [[1, 1]])?.description).toMatch(/while the others do not/);
    expect(baselineSpread([1, 1], [[1, 1]])?.unstable).toBe(false);
    expect(baselineSpread([1], [[1, 2]])).toBeUndefined();
    expect(baselineSpread([1, 1.1], [[1, 1.1]])?.description).toMatch(/1\.0 times/);
  });
});
