import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { livedoor, printedFigure } from './printed.js';

/** A row of the printed tables as the studies package keeps them. */
interface PrintedRow {
  readonly layer: number;
  readonly multi: { readonly mean: number; readonly deviation: number };
  readonly single: { readonly mean: number; readonly deviation: number };
  readonly p: number;
}

it('is the table that the analysis is tested with', () => {
  const file = new URL('../../../packages/studies/fixtures/printed-tables.json', import.meta.url);
  const { layers }: { layers: { livedoor: PrintedRow[] } } = JSON.parse(readFileSync(file, 'utf8'));
  expect(
    livedoor.map(({ layer, multi, single, p }) => [
      layer,
      ...[multi, single].flatMap(({ mean, standardDeviation }) => [mean, standardDeviation]),
      p,
    ]),
  ).toEqual(
    layers.livedoor.map(({ layer, multi, single, p }) => [
      layer,
      ...[multi, single].flatMap(({ mean, deviation }) => [mean, deviation]),
      p,
    ]),
  );
});

it('has its largest gain on layer 2, and its best accuracy on layer 9', () => {
  const best = (score: (row: (typeof livedoor)[number]) => number) =>
    livedoor.reduce((a, b) => (score(b) > score(a) ? b : a)).layer;
  expect(best(({ multi, single }) => multi.mean - single.mean)).toBe(2);
  expect(best(({ multi }) => multi.mean)).toBe(9);
  expect(printedFigure).toMatch(/^<svg/);
});
