import type { TrialSpec } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { auxiliarySubsets } from '../../builders/auxiliary-subsets.js';
import { layerSweep } from '../../builders/layer-sweep.js';
import { transferMatrix } from '../../builders/transfer-matrix.js';
import { byCount } from '../auxiliary-tasks/by-count.js';
import { compareControls, controlScores } from '../auxiliary-tasks/compare-controls.js';
import { subsetScores } from '../auxiliary-tasks/subset-scores.js';
import { compareLayers } from '../layers/compare-layers.js';
import { layerRuns } from '../layers/layer-runs.js';
import { compareSimilarity } from '../transfer/compare-similarity.js';
import { transferScores } from '../transfer/transfer-scores.js';
import { placeOf, type ScoredRun } from './scored-runs.js';

/** Trials as if they had been run: a score that hangs on what they are. */
function scored(trials: readonly TrialSpec[], score: (trial: TrialSpec) => number): ScoredRun[] {
  return trials
    .filter(({ preparation }) => !preparation)
    .map((trial) => ({ ...placeOf(trial), parameters: trial.parameters, score: score(trial) }));
}

describe('what builders build, analyses take', () => {
  it('subsets and controls', () => {
    const trials = auxiliarySubsets(['a', 'b', 'c'], { seeds: 3, controls: ['noise', 'shuffled-labels'] });
    const runs = scored(trials, ({ seed, parameters }) => {
      const { auxiliary = [], control } = parameters;
      return (
        0.7 - (control === undefined && Array.isArray(auxiliary) ? auxiliary.length / 50 : 0) + seed / 1000
      );
    });
    const subsets = subsetScores(runs);
    expect(subsets.map(({ scores }) => scores.length)).toEqual(Array(8).fill(3));
    expect(byCount(subsets).correlation?.coefficient).toBeCloseTo(-1, 12);
    const controls = controlScores(runs);
    expect(controls.map(({ control, size }) => `${control} ${size}`)).toContain('shuffled-labels × 3 3');
    const alone = compareControls(controls, subsets);
    expect(alone).toHaveLength(3 * 2);
    for (const { test } of alone) expect(test?.estimate).toBeCloseTo(-0.02, 12);
    expect(compareControls(controls, subsets, { runs: 'among others' })).toHaveLength(3 * 6);
  });

  it('layers', () => {
    const trials = layerSweep(3, { folds: 4, seeds: 2 });
    const score = ({ parameters, fold = 0, seed }: TrialSpec) =>
      0.9 +
      (parameters.auxiliary === true ? 0.01 + (parameters.layer === 2 ? 0.01 : 0) + (fold % 2) / 500 : 0) +
      seed / 1000;
    const runs = scored(trials, score);
    const { layers, best } = compareLayers(layerRuns(runs, runs), { higherIsBetter: true, ratio: 1 / 2 });
    expect(layers.map(({ folds }) => folds.length)).toEqual([4, 4, 4]);
    expect(layers[1]?.difference).toBeCloseTo(0.021, 12);
    expect(best?.layer).toBe(2);
    expect(layerRuns(scored(layerSweep([2], { seeds: 2 }), score)).map(({ fold }) => fold)).toHaveLength(4);
  });

  it('transfer', () => {
    const trials = transferMatrix(['x', 'y', 'z'], ['x', 'y'], { seeds: 2, adaptation: true });
    const runs = scored(
      trials,
      ({ parameters: { from, task }, seed }) =>
        0.8 + (from === 'z' ? 0.05 : from === null ? 0 : 0.01) + (task === 'x' ? 0.1 : 0) + seed / 1000,
    );
    const { single, transfer } = transferScores(runs);
    expect(Object.keys(single)).toEqual(['x', 'y']);
    expect(Object.keys(transfer.x ?? {}).sort()).toEqual(['adapted', 'y', 'z']);
    const similarity = { x: { y: 0.1, z: 0.9, adapted: 0.2 }, y: { x: 0.1, z: 0.9, adapted: 0.2 } };
    expect(compareSimilarity({ similarity, single, transfer }).hits.total).toBe(2);
  });
});
