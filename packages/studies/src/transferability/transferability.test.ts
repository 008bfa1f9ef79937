import { readFileSync } from 'node:fs';
import { createRng } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { hScore } from './h-score.js';
import { leep } from './leep.js';
import { logMe } from './log-me.js';
import { nce } from './nce.js';
import { transRate } from './trans-rate.js';

interface Published {
  readonly leep: { pred: number[][]; labels: number[]; value: number };
  readonly nce: { source: number[]; labels: number[]; value: number };
  readonly features: number[][];
  readonly classes: number[];
  readonly hScore: number;
  readonly logMe: number;
  readonly transRate: number;
}
const published: Published = JSON.parse(
  readFileSync(new URL('../../fixtures/published.json', import.meta.url), 'utf8'),
);
const { features, classes } = published;

describe('estimates of transferability', () => {
  it('equal the reference implementations', () => {
    expect(leep(published.leep.pred, published.leep.labels)).toBeCloseTo(published.leep.value, 12);
    expect(nce(published.nce.source, published.nce.labels)).toBeCloseTo(published.nce.value, 12);
    expect(hScore(features, classes)).toBeCloseTo(published.hScore, 12);
    expect(logMe(features, { classes })).toBeCloseTo(published.logMe, 10);
    expect(transRate(features, classes)).toBeCloseTo(published.transRate, 12);
  });

  it('do not change with the names of the classes', () => {
    const renamed = classes.map((label) => (label === 0 ? 7 : 3));
    expect(hScore(features, renamed)).toBeCloseTo(hScore(features, classes), 12);
    expect(transRate(features, renamed)).toBeCloseTo(transRate(features, classes), 12);
    expect(logMe(features, { classes: renamed })).toBeCloseTo(logMe(features, { classes }), 12);
  });

  it('do not change where features are turned', () => {
    const [cos, sin] = [Math.cos(0.7), Math.sin(0.7)];
    const turned = features.map(([x = 0, y = 0]) => [cos * x - sin * y, sin * x + cos * y]);
    expect(logMe(turned, { classes })).toBeCloseTo(logMe(features, { classes }), 10);
    expect(hScore(turned, classes)).toBeCloseTo(hScore(features, classes), 10);
    expect(transRate(turned, classes)).toBeCloseTo(transRate(features, classes), 10);
  });

  it('tell features that say something from noise, also with more features than texts', () => {
    const rng = createRng(1);
    const labels = Array.from({ length: 60 }, (_, i) => i % 3);
    for (const width of [5, 100]) {
      const noise = labels.map(() => Array.from({ length: width }, () => rng.normal()));
      const telling = noise.map((row, i) => row.map((x, k) => x + (k === labels[i] ? 3 : 0)));
      expect(logMe(telling, { classes: labels })).toBeGreaterThan(logMe(noise, { classes: labels }));
      const numbers = telling.map(([first = 0]) => 2 * first + 0.1 * rng.normal());
      expect(logMe(telling, { numbers })).toBeGreaterThan(logMe(noise, { numbers }));
      if (width === 5) expect(hScore(telling, labels)).toBeGreaterThan(hScore(noise, labels) + 0.5);
    }
  });

  it('stay within their bounds', () => {
    const rng = createRng(2);
    const labels = Array.from({ length: 40 }, () => rng.integer(4));
    const rows = labels.map(() => Array.from({ length: 6 }, () => rng.normal()));
    const predictions = labels.map(() => [0.2, 0.3, 0.5]);
    expect(hScore(rows, labels)).toBeGreaterThanOrEqual(0);
    expect(hScore(rows, labels)).toBeLessThanOrEqual(3);
    expect(leep(predictions, labels)).toBeLessThanOrEqual(0);
    expect(nce(labels, labels)).toBe(0);
  });

  it('refuse what they cannot measure', () => {
    expect(() => hScore(features, [0, 1])).toThrow(/6 texts but 2 labels/);
    expect(() => hScore(features, Array(6).fill(1))).toThrow(/same label/);
    expect(() => transRate([[1], [1, 2]], [0, 1])).toThrow(/2 features where others have 1/);
    expect(() =>
      logMe(
        [
          [1, Number.NaN],
          [1, 2],
        ],
        { classes: [0, 1] },
      ),
    ).toThrow(/A feature is NaN/);
    expect(() => logMe(features, { numbers: Array(6).fill(2) })).toThrow(/all are equal/);
    expect(() =>
      leep(
        [
          [0.5, 0.1],
          [1, 0],
        ],
        [0, 1],
      ),
    ).toThrow(/sum 0.6/);
    expect(() => nce([0, 1], [0, -1])).toThrow(/-1 is not a whole number/);
  });
});
