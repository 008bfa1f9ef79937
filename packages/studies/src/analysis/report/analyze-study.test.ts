import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TrialFunction } from '@tomoni/spec';
import { afterAll, describe, expect, it } from 'vitest';
import { auxiliarySubsets, type SubsetParameters } from '../../builders/auxiliary-subsets.js';
import { study } from '../../study/study.js';
import { studyAnswers } from '../texts/answered-runs.js';
import { compareTexts } from '../texts/compare-texts.js';
import { analyzeStudy } from './analyze.js';

const folder = mkdtempSync(join(tmpdir(), 'tomoni-analysis-'));
afterAll(() => rmSync(folder, { recursive: true }));

const labels = Array.from({ length: 40 }, (_, i) => (i % 3 === 0 ? 'a' : 'b'));

const run: TrialFunction<SubsetParameters> = async ({ parameters: { auxiliary }, seed }) => {
  if (auxiliary.join() === 'b' && seed === 2) throw new Error('Lost.');
  const wrong = 12 - 4 * auxiliary.length + seed;
  const predictions = labels.map((label, i) => (i < wrong ? 'c' : label));
  const scores = { topic: { accuracy: 1 - wrong / labels.length } };
  const part = { scores, predictions: { topic: predictions }, labels: { topic: labels } };
  return { parts: { validation: part, test: part } };
};

describe('a study in its folder', () => {
  it('is analysed by its stored plan, sealed and opened', async () => {
    const results = await study({
      name: 'subsets',
      trials: auxiliarySubsets(['a', 'b'], { seeds: 3 }),
      run,
      plan: { task: 'topic', score: 'accuracy', baseline: 'single-task', comparisons: [{ arm: 'a+b' }] },
      folder,
    });
    const sealed = analyzeStudy(results);
    expect(sealed.part).toBe('validation');
    expect(sealed.claims.join('\n')).toMatch(/has not been opened; these are not test scores/);

    await results.selectBest();
    const test = await results.openTest();
    const report = analyzeStudy(results, { test });
    expect(report.part).toBe('test');
    expect(report.planned.map(({ arm, verdict }) => `${arm} ${verdict}`)).toEqual(['a+b better']);
    expect(report.postHoc.map(({ arm }) => arm)).toEqual(['a', 'b']);
    expect(report.chosen).toMatchObject({ arm: 'a+b', part: 'validation' });
    expect(report.omitted.map(({ arm, reason }) => `${arm}: ${reason}`)).toEqual([
      'b: It failed (Error): Lost.',
    ]);
    const claims = report.claims.join('\n');
    expect(claims).toMatch(/in a plan stored before the first trial/);
    expect(claims).toMatch(/The test part was opened once/);

    const answers = (arm: string) => studyAnswers(results, test, { arm, task: 'topic' });
    const { bootstrap, pairs, onlyFirst } = compareTexts(await answers('a+b'), await answers('single-task'), {
      resamples: 199,
    });
    expect(bootstrap.estimate).toBeCloseTo(8 / 40, 12);
    expect(pairs).toHaveLength(3);
    expect(onlyFirst).toHaveLength(8);
  });
});
