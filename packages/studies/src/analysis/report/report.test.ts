import type { Json, TrialResult } from '@tomoni/spec';
import { correctedResampledTest, holm, pairedTest, toLatex, toMarkdown, welchTest } from '@tomoni/statistics';
import { describe, expect, it } from 'vitest';
import type { AnalysisPlan } from '../plan/analysis-plan.js';
import type { ScoredRun } from '../runs/scored-runs.js';
import { analyze } from './analyze.js';
import { analyzeRuns } from './analyze-runs.js';
import { reportTables } from './report-tables.js';

const scores = {
  single: [0.9, 0.91, 0.905, 0.895, 0.902],
  multi: [0.93, 0.935, 0.928, 0.941, 0.93],
  noise: [0.903, 0.899, 0.906, 0.9, 0.897],
};
const plan: AnalysisPlan = { task: 'topic', score: 'accuracy', baseline: 'single' };

function run(arm: string, seed: number, score: number, fold?: number): ScoredRun {
  const place = fold === undefined ? {} : { fold };
  return { id: `${arm}-${seed}-${fold ?? ''}`, arm, seed, ...place, parameters: {}, score };
}

const bySeed = Object.entries(scores).flatMap(([arm, values]) =>
  values.map((score, seed) => run(arm, seed, score)),
);
const byFold = Object.entries(scores).flatMap(([arm, values]) =>
  values.map((score, fold) => run(arm, 1, score, fold)),
);

function trial(arm: string, seed: number, parts: Record<string, number>, preparation = false): TrialResult {
  return {
    trial: { id: `${arm}-${seed}`, arm, seed, parameters: {}, preparation },
    startedAt: '2026-01-01T00:00:00.000Z',
    seconds: 1,
    worker: 'here',
    status: 'done',
    outcome: {
      parts: Object.fromEntries(
        Object.entries(parts).map(([part, accuracy]) => [part, { scores: { topic: { accuracy } } }]),
      ),
    },
  };
}

describe('seeds on one split', () => {
  it('are tested by Welch, corrected by Holm, and limited to the split', () => {
    const report = analyzeRuns(bySeed, plan);
    expect(report.design).toMatchObject({ kind: 'seeds', arms: 3, runs: 15 });
    expect(report.arms.map(({ arm }) => arm)).toEqual(['single', 'multi', 'noise']);
    const expected = [scores.multi, scores.noise].map((values) => welchTest(values, scores.single).pValue);
    expect(report.planned.map(({ test }) => test?.pValue)).toEqual(expected);
    expect(report.planned.map(({ adjustedPValue }) => adjustedPValue)).toEqual(holm(expected));
    expect(report.planned.map(({ verdict }) => verdict)).toEqual(['better', 'undecided']);
    expect(report.postHoc).toEqual([]);
    const claims = report.claims.join('\n');
    expect(claims).toMatch(/'multi' is better than 'single' by 0\.0304 in accuracy/);
    expect(claims).toMatch(
      /'noise' differs from 'single' is undecided; that it does not differ is not shown/,
    );
    expect(claims).toMatch(/on one split of the data/);
    expect(claims).toMatch(/2 comparisons were tested, and p-values corrected/);
    expect(claims).toMatch(/No arm was chosen by a validation part/);
  });

  it('label what was not planned', () => {
    const report = analyzeRuns(bySeed, { ...plan, comparisons: [{ arm: 'multi' }], alternative: 'better' });
    expect(report.planned.map(({ arm, test }) => `${arm} ${test?.alternative}`)).toEqual(['multi greater']);
    expect(report.postHoc.map(({ arm, test }) => `${arm} ${test?.alternative}`)).toEqual(['noise two-sided']);
    expect(report.claims.join('\n')).toMatch(/1 more is post hoc: questions/);
    const asked = analyzeRuns(bySeed, plan, { postHoc: [{ arm: 'multi', baseline: 'noise' }] });
    expect(asked.postHoc).toHaveLength(1);
    expect(asked.postHoc[0]?.verdict).toBe('better');
    const tables = reportTables(report).map(({ caption }) => caption);
    expect(tables).toEqual([
      "accuracy of 'topic' on the test part",
      'Planned comparisons',
      'Post hoc comparisons: questions, not findings',
      'What may be claimed',
    ]);
  });

  it('sum up what is undecided, in the words of the planned test', () => {
    const three = [...bySeed, ...bySeed.slice(10).map((each) => ({ ...each, arm: 'shuffled' }))];
    const twoSided = analyzeRuns(three, plan);
    expect(twoSided.claims.slice(0, 2)).toEqual([
      expect.stringMatching(/^'multi' is better than 'single' by 0\.0304/),
      expect.stringMatching(
        /^Whether 'noise' and 'shuffled' differ from 'single' is undecided; that they do not differ is not shown\. A true difference of 0\.\d{4} would have been found with probability 0\.8, before the correction\.$/,
      ),
    ]);
    expect(twoSided.claims.join('\n').match(/undecided/g)).toHaveLength(1);
    const oneSided = analyzeRuns(three, { ...plan, alternative: 'better' });
    expect(oneSided.claims[1]).toMatch(
      /^Whether 'noise' and 'shuffled' are better than 'single' is undecided; that they are not better is not shown\./,
    );
    const single = analyzeRuns(three, { ...plan, alternative: 'better', comparisons: [{ arm: 'noise' }] });
    expect(single.claims[0]).toMatch(
      /^Whether 'noise' is better than 'single' is undecided; that it is not better is not shown\. A true difference of 0\.\d{4} would have been found with probability 0\.8\.$/,
    );
  });

  it('count arms that are too many to name', () => {
    const many = Array.from({ length: 12 }, (_, i) =>
      bySeed.slice(10).map((each) => ({ ...each, arm: `noise ${i}` })),
    );
    const { claims } = analyzeRuns([...bySeed.slice(0, 5), ...many.flat()], plan);
    expect(claims[0]).toMatch(/^Whether 12 arms differ from 'single' is undecided; that they do not differ/);
  });

  it('turn with the direction of the score', () => {
    const report = analyzeRuns(bySeed, { ...plan, score: 'rmse', alternative: 'better' });
    expect(report.better).toBe('lower');
    expect(report.planned[0]?.test?.alternative).toBe('less');
    expect(report.planned[0]?.verdict).toBe('undecided');
    expect(analyzeRuns(bySeed, { ...plan, score: 'rmse' }).planned[0]?.verdict).toBe('worse');
    expect(() => analyzeRuns(bySeed, { ...plan, score: 'goodness' })).toThrow(
      /'goodness' is better is not known/,
    );
  });

  it.each(['student', 'permutation', 'mann-whitney', 'paired', 'paired-permutation', 'wilcoxon'] as const)(
    'can be tested by %s',
    (test) => {
      const [multi] = analyzeRuns(bySeed, { ...plan, test, correction: 'none' }).planned;
      expect(multi?.test?.pValue).toBeLessThanOrEqual(0.0625);
      expect(multi?.test?.estimate).toBeGreaterThan(0.02);
    },
  );

  it('are tested for equivalence where the plan has a margin', () => {
    const report = analyzeRuns(bySeed, { ...plan, margin: 0.02 });
    expect(report.planned.map(({ equivalence }) => equivalence?.equivalent)).toEqual([false, true]);
    expect(report.claims.join('\n')).toMatch(/Within 0\.02 of their baseline, each by its own test: 'noise'/);
    expect(reportTables(report).map(({ caption }) => caption)).toContain('Equivalence within 0.02');
    expect(analyzeRuns(bySeed, { ...plan, margin: 1e-5 }).claims.join('\n')).toMatch(
      /No arm is shown to lie within/,
    );
  });

  it('notice a baseline that varies much more than the rest', () => {
    const unstable = bySeed.map((each, i) => (i === 0 ? { ...each, score: 0.5 } : each));
    expect(analyzeRuns(unstable, plan).warnings.join('\n')).toMatch(/look at single runs/);
  });
});

describe('folds', () => {
  it('are tested by the corrected resampled test, with the paired one beside it', () => {
    const { design, planned, arms, claims } = analyzeRuns(byFold, plan);
    expect(design).toMatchObject({ kind: 'folds', folds: [0, 1, 2, 3, 4] });
    const differences = scores.multi.map((score, i) => score - (scores.single[i] as number));
    expect(planned[0]?.test).toEqual(correctedResampledTest(differences, { ratio: 1 / 3 }));
    expect(planned[0]?.uncorrected).toEqual(pairedTest(scores.multi, scores.single));
    expect(arms[0]?.interval).toBeUndefined();
    expect(claims.join('\n')).toMatch(/Folds share training data/);
    const [table] = reportTables(analyzeRuns(byFold, plan)).slice(1);
    expect(table?.columns.map(({ name }) => name)).toContain('p, folds as if independent');
  });

  it('average the seeds of a fold, and list folds that one arm lacks', () => {
    const doubled = [...byFold, ...byFold.map((each) => ({ ...each, id: `${each.id}b`, seed: 2 }))];
    expect(analyzeRuns(doubled, plan).planned[0]?.values).toEqual([5, 5]);
    const [multi] = analyzeRuns(byFold.slice(1), plan).planned;
    expect(multi?.values).toEqual([4, 4]);
    expect(multi?.unpaired).toEqual(['fold 0']);
  });

  it('warn of a plan that takes them to be independent', () => {
    expect(analyzeRuns(byFold, { ...plan, test: 'welch' }).warnings.join('\n')).toMatch(
      /takes folds to be independent/,
    );
  });
});

describe('what cannot be tested', () => {
  it('is said instead of NaN', () => {
    const one = [run('single', 1, 0.9), run('multi', 1, 0.91)];
    const report = analyzeRuns(one, plan);
    expect(report.design.kind).toBe('single runs');
    expect(report.planned[0]).toMatchObject({ verdict: 'untested', test: undefined });
    expect(report.claims[0]).toMatch(
      /Nothing is claimed of 'multi' against 'single': There is 1 value on one side/,
    );
    const markdown = reportTables(report)
      .map((each) => toMarkdown(each))
      .join('\n');
    expect(markdown).not.toMatch(/NaN/);
    expect(analyzeRuns(one, { ...plan, test: 'paired' }).planned[0]?.untested).toMatch(/1 seed in common/);
  });

  it('has an answer without spread and for ties', () => {
    const flat = (arm: string, score: number) => [1, 2, 3].map((seed) => run(arm, seed, score));
    const constant = [...flat('single', 0.9), ...flat('multi', 0.95)];
    expect(analyzeRuns(constant, plan).planned[0]?.untested).toMatch(/Neither side varies/);
    expect(analyzeRuns(constant, { ...plan, test: 'paired' }).planned[0]?.untested).toMatch(
      /All 3 differences are equal/,
    );
    const [ranked] = analyzeRuns(constant, { ...plan, test: 'mann-whitney' }).planned;
    expect(ranked?.test?.pValue).toBeCloseTo(0.1, 12);
    expect(ranked?.detectable).toBeUndefined();
    const rounded = scores.single.flatMap((score, seed) => [
      run('single', seed, score),
      run('multi', seed, score + 0.02),
    ]);
    expect(analyzeRuns(rounded, { ...plan, test: 'paired' }).planned[0]?.untested).toMatch(
      /All 5 differences are equal/,
    );
    const tied = [...flat('single', 0.9), ...flat('multi', 0.9)];
    expect(analyzeRuns(tied, { ...plan, test: 'wilcoxon' }).planned[0]?.untested).toMatch(
      /differences are equal/,
    );
  });

  it('is refused where arms or scores are not there', () => {
    expect(() => analyzeRuns(bySeed, { ...plan, comparisons: [{ arm: 'other' }] })).toThrow(
      /arm 'other'.*no trial/,
    );
    expect(() => analyzeRuns(bySeed.slice(5), plan)).toThrow(/arm 'single'.*no trial/);
    expect(() => analyzeRuns([run('single', 1, Number.NaN)], plan)).toThrow(/score NaN/);
  });
});

describe('results of trials', () => {
  const done = Object.entries(scores).flatMap(([arm, values]) =>
    values.map((test, seed) => trial(arm, seed, { test, validation: arm === 'noise' ? 0.99 : 0.9 })),
  );
  const failed: TrialResult = {
    trial: { id: 'multi-9', arm: 'multi', seed: 9, parameters: {} },
    startedAt: '2026-01-01T00:00:00.000Z',
    seconds: 1,
    worker: 'here',
    status: 'failed',
    error: { message: 'Out of memory.', code: 'exhausted' },
  };

  it('are chosen on validation, and what has no score is listed', () => {
    const report = analyze(
      [
        ...done,
        failed,
        trial('noise', 7, { validation: 0.9 }),
        trial('pre', 1, {}, true),
        trial('single', 8, { test: Number.NaN }),
      ],
      plan,
      {
        expected: [{ id: 'multi-10', arm: 'multi', seed: 10, parameters: {} }],
        planStored: true,
        openings: ['2026-01-02T15:04:05.678Z'],
      },
    );
    expect(report.chosen).toMatchObject({ arm: 'noise', part: 'validation' });
    expect(report.chosen?.mean).toBeCloseTo(0.901, 12);
    expect(report.omitted.map(({ id, reason }) => `${id}: ${reason}`)).toEqual([
      'multi-9: It failed (exhausted): Out of memory.',
      "noise-7: It has no score 'accuracy' of 'topic' on the test part.",
      "single-8: Its 'accuracy' on the test part is NaN.",
      'multi-10: It was not run.',
    ]);
    expect(report.warnings.join('\n')).toMatch(/4 trials have no score and are left out/);
    const claims = report.claims.join('\n');
    expect(claims).toMatch(
      /'noise' was chosen among 3 arms by the validation part; the test part had no say/,
    );
    expect(claims).toMatch(/in a plan stored before the first trial/);
    expect(claims).toMatch(/opened once, on 2026-01-02 15:04 UTC\./);
    expect(
      reportTables(report)
        .map((each) => toLatex(each))
        .join('\n'),
    ).toContain('noise (chosen)');
  });

  it('say when the plan was changed, and the test part opened again or not yet', () => {
    const changed = analyze(done, plan, {
      amendments: [{ at: '2026-01-03', reason: 'A typing error.', trials: 4 }],
      openings: ['2026-01-02', '2026-01-04'],
      planStored: false,
    });
    expect(changed.warnings.join('\n')).toMatch(
      /changed on 2026-01-03, when 4 trials had a result: A typing error/,
    );
    expect(changed.warnings.join('\n')).toMatch(/not stored before the first trial/);
    expect(changed.claims.join('\n')).toMatch(/opened 2 times/);
    const sealed = analyze(done, plan, { part: 'validation', openings: [] });
    expect(sealed.claims.join('\n')).toMatch(/by the validation part itself/);
    expect(sealed.claims.join('\n')).toMatch(/has not been opened/);
  });

  it('do not stop at an arm of which every trial failed', () => {
    const lost = { ...failed, trial: { ...failed.trial, id: 'lost-1', arm: 'lost' } };
    const report = analyze([...done, lost], plan);
    expect(report.planned.find(({ arm }) => arm === 'lost')).toMatchObject({
      verdict: 'untested',
      values: [0, 5],
    });
    expect(report.arms.map(({ arm }) => arm)).not.toContain('lost');
  });

  it('load and are analysed fast: 10,000 trials of 1,000 arms', () => {
    const many = Array.from({ length: 10_000 }, (_, i) =>
      trial(`arm ${i % 1_000}`, Math.floor(i / 1_000), { test: Math.sin(i), validation: 0.5 }),
    );
    const began = performance.now();
    const report = analyze(many, { ...plan, baseline: 'arm 0' });
    expect(report.planned).toHaveLength(999);
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it('stay plain data', () => {
    const report = analyze(done, plan);
    const copy: Json = JSON.parse(JSON.stringify(report));
    expect(copy).toMatchObject({ better: 'higher', part: 'test' });
  });
});
