import { correctPrintedTest, holm, impliedStatistic } from '@tomoni/statistics';
import { describe, expect, it } from 'vitest';
import {
  type AnalysisReference,
  expectNear,
  fixture,
  type PrintedTables,
} from '../../../fixtures/analysis.js';
import { compareLayers, type LayerRun } from './compare-layers.js';
import { layerTable } from './layer-table.js';

const printed = fixture<PrintedTables>('printed-tables').layers;
const { layers: reference, simulatedFolds } = fixture<AnalysisReference>('analysis');

describe.each(Object.keys(printed))('the paper on layers, %s', (data) => {
  const rows = printed[data] ?? [];
  const wanted = reference[data] as AnalysisReference['layers'][string];

  it('has a one-sided p above one half exactly where the multi-task model is worse', () => {
    for (const { multi, single, p } of rows) expect(p > 0.5).toBe(multi.mean < single.mean);
  });

  it('has statistics, and corrected p-values, as SciPy finds behind its p-values', () => {
    const options = { folds: 10, ratio: 1 / 8, alternative: 'greater' } as const;
    rows.forEach(({ p }, i) => {
      const { statistic, correctedPValue } = correctPrintedTest({ pValue: p, ...options });
      expectNear(statistic, wanted.t[i] as number);
      expectNear(statistic, impliedStatistic({ pValue: p, degreesOfFreedom: 9, alternative: 'greater' }));
      expectNear(correctedPValue, wanted.corrected[i] as number);
    });
    const corrected = rows.map(({ p }) => correctPrintedTest({ pValue: p, ...options }).correctedPValue);
    holm(rows.map(({ p }) => p)).forEach((p, i) => {
      expectNear(p, wanted.holm[i] as number);
    });
    holm(corrected).forEach((p, i) => {
      expectNear(p, wanted.holmCorrected[i] as number);
    });
  });
});

it('the paper on layers finds nothing that is left after both corrections', () => {
  const left = (key: 'holm' | 'holmCorrected') =>
    Object.values(reference).map((each) => each[key].filter((p) => p <= 0.05).length);
  expect(left('holm')).toEqual([0, 0, 3]);
  expect(left('holmCorrected')).toEqual([0, 0, 0]);
});

const runs: LayerRun[] = simulatedFolds.folds.flatMap(({ layer, single, multi }) =>
  single.flatMap((score, fold): LayerRun[] => [
    { layer, model: 'single-task', fold, score },
    { layer, model: 'multi-task', fold, score: multi[fold] as number, validation: layer === 3 ? 0.95 : 0.9 },
  ]),
);

describe('a sweep over layers', () => {
  it('agrees with SciPy and statsmodels', () => {
    const { layers, best } = compareLayers(runs.toReversed(), { higherIsBetter: true, ratio: 1 / 8 });
    layers.forEach(({ layer, folds, paired, corrected, adjusted, multi }, i) => {
      expect(layer).toBe(i + 1);
      expect(folds).toHaveLength(10);
      expect(multi.n).toBe(10);
      expectNear(paired?.pValue, simulatedFolds.tests[i]?.paired as number);
      expectNear(corrected?.pValue, simulatedFolds.tests[i]?.corrected as number);
      expectNear(adjusted?.paired, simulatedFolds.holm[i] as number);
      expectNear(adjusted?.corrected, simulatedFolds.holmCorrected[i] as number);
    });
    expect(best?.layer).toBe(3);
    const hochberg = compareLayers(runs, {
      higherIsBetter: true,
      ratio: 1 / 8,
      correction: 'benjamini-hochberg',
    });
    hochberg.layers.forEach(({ adjusted }, i) => {
      expectNear(adjusted?.corrected, simulatedFolds.bhCorrected[i] as number);
    });
  });

  it('turns with the direction of the score', () => {
    const turned = runs.map((run) => ({ ...run, score: 1 - run.score }));
    const { layers } = compareLayers(turned, { higherIsBetter: false, ratio: 1 / 8 });
    expectNear(layers[1]?.paired?.pValue, simulatedFolds.tests[1]?.paired as number);
    const both = compareLayers(runs, { higherIsBetter: true, ratio: 1 / 8, alternative: 'two-sided' });
    expectNear(both.layers[1]?.paired?.pValue, 2 * (simulatedFolds.tests[1]?.paired as number));
  });

  it('lists folds that one model lacks, and says why there is no test', () => {
    const some: LayerRun[] = [
      { layer: 1, model: 'multi-task', fold: 0, score: 0.5 },
      { layer: 1, model: 'single-task', fold: 0, score: 0.4 },
      { layer: 1, model: 'single-task', fold: 1, score: 0.4 },
      { layer: 2, model: 'multi-task', fold: 0, score: 0.5 },
      { layer: 2, model: 'multi-task', fold: 1, score: 0.5 },
      { layer: 2, model: 'single-task', fold: 0, score: 0.5 },
      { layer: 2, model: 'single-task', fold: 1, score: 0.5 },
    ];
    const sweep = compareLayers(some, { higherIsBetter: true, ratio: 1 });
    expect(sweep.best).toBeUndefined();
    expect(sweep.layers[0]).toMatchObject({
      folds: [0],
      unpaired: [1],
      untested: expect.stringMatching(/one fold/),
    });
    expect(sweep.layers[1]?.untested).toMatch(/All 2 differences are equal/);
    expect(sweep.layers[1]?.adjusted).toBeUndefined();
    const table = layerTable(sweep, { metric: 'accuracy', caption: 'Layers' });
    expect(table.rows[0]?.map(({ text }) => text)).toEqual([
      '1',
      '1',
      '0.500',
      '0.400',
      '0.100',
      '–',
      '–',
      '–',
    ]);
    expect(table.notes.join(' ')).toMatch(/lacks one model of fold 1/);
  });

  it('refuses what is not one run of each', () => {
    const options = { higherIsBetter: true, ratio: 1 };
    const one: LayerRun = { layer: 1, model: 'multi-task', fold: 0, score: 1 };
    expect(() => compareLayers([one], options)).toThrow(/no run of the single-task model at layer 1/);
    expect(() => compareLayers([one, one], options)).toThrow(/stands twice/);
    expect(() => compareLayers([{ ...one, score: Number.NaN }], options)).toThrow(/score NaN/);
  });
});
