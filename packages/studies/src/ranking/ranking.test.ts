import { readFileSync } from 'node:fs';
import { createRng } from '@tomoni/spec';
import { kendall, mean, spearman, toText } from '@tomoni/statistics';
import { describe, expect, it } from 'vitest';
import { type Affinity, affinityGroups } from '../grouping/affinity-groups.js';
import { agreement, type TransferTrials } from './agreement.js';
import { agreementTable } from './agreement-table.js';
import { rankAuxiliaries, rankSources } from './rank-sources.js';
import type { TransferEstimate } from './transfer-estimate.js';

/** The tables of "TASK2VEC for Japanese", as printed. */
const tasks = ['jrte', 'chABSA', 'livedoor', 'rakuten.1', 'rakuten.2'];
const similarity: TransferEstimate = {
  name: 'cosine',
  better: 'higher',
  values: byTask([
    [1, 0.999625, 0.989611, 0.999641, 0.999426],
    [0.999625, 1, 0.724287, 0.999817, 0.999729],
    [0.989611, 0.724287, 1, 0.746847, 0.807695],
    [0.999641, 0.999817, 0.746847, 1, 0.999742],
    [0.999426, 0.999729, 0.807695, 0.999742, 1],
  ]),
};
const accuracies: TransferTrials = {
  score: 'accuracy',
  better: 'higher',
  values: byTask([
    [0, 0.850637, 0.843351, 0.865209, 0.861566],
    [0.869668, 0, 0.845971, 0.879146, 0.879146],
    [0.99322, 0.98305, 0, 0.99322, 0.98983],
    [0.825569, 0.823817, 0.824868, 0, 0.82767],
    [0.820298, 0.814389, 0.815085, 0.81717, 0],
  ]),
};

describe('rankSources', () => {
  it('puts the most promising first, and lets equals share a place', () => {
    const values = { a: { a: 9, b: 0.2, c: 0.7, d: 0.2 }, b: { a: 1 } };
    const ranked = rankSources({ name: 'LogME', better: 'higher', values });
    expect(ranked.a?.map(({ source, rank }) => [source, rank])).toEqual([
      ['c', 1],
      ['b', 2],
      ['d', 2],
    ]);
    const distance = rankSources({ name: 'distance', better: 'lower', values });
    expect(distance.a?.map(({ source, rank }) => [source, rank])).toEqual([
      ['b', 1],
      ['d', 1],
      ['c', 3],
    ]);
  });

  it('refuses numbers that cannot be ranked', () => {
    expect(() => rankSources({ name: 'x', better: 'lower', values: { a: { b: Number.NaN } } })).toThrow(
      /'x' of the source 'b' for 'a' is NaN/,
    );
  });
});

describe('rankAuxiliaries', () => {
  it('ranks by the published affinities of TAG, whose groups it goes with', () => {
    const { affinity }: { affinity: Affinity } = JSON.parse(
      readFileSync(new URL('../../fixtures/published.json', import.meta.url), 'utf8'),
    );
    const estimate = { name: 'TAG affinity', better: 'higher', values: affinity } as const;
    for (const main of Object.keys(affinity)) {
      const [first] = rankAuxiliaries(estimate, main);
      const pairs = affinityGroups(affinity)
        .map(({ scores }) => ({
          members: Object.keys(scores),
          score: scores[main] ?? Number.NEGATIVE_INFINITY,
        }))
        .filter(({ members }) => members.length === 2 && members.includes(main));
      const best = pairs.reduce((one, other) => (other.score > one.score ? other : one));
      expect(best.members).toContain(first?.source);
    }
  });

  it('refuses a main task of which nothing is known', () => {
    expect(() => rankAuxiliaries(similarity, 'imdb')).toThrow(/says nothing of 'imdb'/);
  });
});

describe('agreement', () => {
  it('finds in the printed tables what papers say of them', () => {
    const { hits, targets, kendall: tau, spearman: rho, regret } = agreement(similarity, accuracies);
    expect(hits).toEqual({ count: 3, tied: 2 });
    expect(targets.map(({ chosen, best }) => [chosen.join(), best.join()])).toEqual([
      ['rakuten.1', 'rakuten.1'],
      ['rakuten.1', 'rakuten.1,rakuten.2'],
      ['jrte', 'jrte,rakuten.1'],
      ['chABSA', 'rakuten.2'],
      ['rakuten.1', 'jrte'],
    ]);
    const regrets = [0, 0, 0, 0.82767 - 0.823817, 0.820298 - 0.81717];
    expect(regret.value).toBeCloseTo(mean(regrets), 12);
    for (const [statistic, of] of [
      [tau, kendall],
      [rho, spearman],
    ] as const) {
      const own = tasks.map((target) => {
        const sources = tasks.filter((source) => source !== target);
        const read = (values: TransferTrials['values']) =>
          sources.map((source) => values[target]?.[source] as number);
        return of(read(similarity.values), read(accuracies.values)).coefficient;
      });
      expect(statistic.value).toBeCloseTo(mean(own), 12);
      expect(statistic.targets).toBe(5);
      expect(statistic.interval?.lower).toBeLessThan(statistic.value);
      expect(statistic.interval?.upper).toBeGreaterThan(statistic.value);
    }
  });

  it('turns losses and distances the right way round', () => {
    const distance: TransferEstimate = {
      name: 'distance',
      better: 'lower',
      values: { a: { b: 1, c: 2, d: 3 } },
    };
    const losses: TransferTrials = {
      score: 'loss',
      better: 'lower',
      values: { a: { b: 0.1, c: 0.2, d: 0.4 } },
    };
    const { kendall: tau, regret, targets } = agreement(distance, losses);
    expect(tau).toEqual({ value: 1, targets: 1 });
    expect(regret.value).toBe(0);
    expect(targets[0]?.best).toEqual(['b']);
    const turned = agreement({ ...distance, better: 'higher' }, losses);
    expect(turned.kendall.value).toBe(-1);
    expect(turned.regret.value).toBeCloseTo(0.3, 12);
  });

  it('averages over sources that the estimate does not tell apart', () => {
    const even: TransferEstimate = { name: 'even', better: 'higher', values: { a: { b: 1, c: 1, d: 1 } } };
    const trials: TransferTrials = {
      score: 'f1',
      better: 'higher',
      values: { a: { b: 0.9, c: 0.6, d: 0.3 } },
    };
    const { kendall: tau, regret, hits } = agreement(even, trials);
    expect(tau).toEqual({ value: Number.NaN, targets: 0 });
    expect(regret.value).toBeCloseTo(0.3, 12);
    expect(hits).toEqual({ count: 1, tied: 1 });
  });

  it('covers the true agreement as often as it says, where runs vary', () => {
    const rng = createRng(5);
    const truth: Readonly<Record<string, number>> = { b: 0, c: 1, d: 2, e: 3 };
    const estimate: TransferEstimate = {
      name: 'estimate',
      better: 'higher',
      values: { a: { b: 0, c: 1, d: 2, e: 3 } },
    };
    let covered = 0;
    for (let round = 0; round < 60; round++) {
      const values = Object.fromEntries(
        Object.entries(truth).map(([source, level]) => [
          source,
          Array.from({ length: 6 }, () => level + 2 * rng.normal()),
        ]),
      );
      const { kendall: tau } = agreement(
        estimate,
        { score: 'score', better: 'higher', values: { a: values } },
        { resamples: 400, rng: rng.fork('bootstrap', round) },
      );
      const { lower, upper } = tau.interval as { lower: number; upper: number };
      if (lower <= 1 && upper >= 1) covered++;
    }
    expect(covered).toBeGreaterThan(48);
  });

  it('leaves out pairs that were not tried, and refuses to judge by fewer than two', () => {
    const { targets } = agreement(similarity, {
      ...accuracies,
      values: { jrte: { chABSA: 0.85, livedoor: [0.84, 0.85] }, chABSA: { jrte: 0.8 } },
    });
    expect(targets.map(({ target, sources }) => [target, sources])).toEqual([['jrte', 2]]);
    expect(() => agreement(similarity, { ...accuracies, values: { jrte: { chABSA: 0.8 } } })).toThrow(
      /no target with two sources/,
    );
    expect(() => agreement(similarity, { ...accuracies, values: { jrte: { chABSA: [] } } })).toThrow(/none/);
  });

  it('is printed as a table', () => {
    const text = toText(agreementTable([agreement(similarity, accuracies)], { caption: 'Agreement' }));
    expect(text).toContain('3 of 5, 2 by ties');
    expect(text).toContain('bootstrap intervals over targets and runs');
    const single: TransferTrials = {
      score: 'f1',
      better: 'higher',
      values: { jrte: { chABSA: 1, livedoor: 2 } },
    };
    expect(toText(agreementTable([agreement(similarity, single)]))).toContain('No intervals');
  });
});

function byTask(rows: readonly (readonly number[])[]): Record<string, Record<string, number>> {
  return Object.fromEntries(
    tasks.map((target, i) => [
      target,
      Object.fromEntries(
        tasks.flatMap((source, j) => (source === target ? [] : [[source, rows[i]?.[j] as number]])),
      ),
    ]),
  );
}
