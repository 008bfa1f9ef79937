import { TomoniError } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { dotPlotSvg } from '../dot-plot/dot-plot-svg.js';
import { fitToFonts } from './fonts-at-hand.js';
import { toPng } from './to-png.js';

const figure = (method: string) => dotPlotSvg([{ method, scores: [1, 2] }], { metric: 'F1', width: 400 });
const sizeOf = (png: Uint8Array) => {
  const view = new DataView(png.buffer, png.byteOffset);
  return [view.getUint32(16), view.getUint32(20)];
};

describe('toPng', () => {
  it('draws a figure in the size that is asked for', async () => {
    const [width, height] = (/viewBox="0 0 (\d+) (\d+)"/.exec(figure('a'))?.slice(1) ?? []).map(Number) as [
      number,
      number,
    ];
    const png = await toPng(figure('a'));
    expect(Array.from(png.subarray(0, 8))).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
    expect(sizeOf(png)).toEqual([2 * width, 2 * height]);
    expect(sizeOf(await toPng(figure('a'), { scale: 1 }))).toEqual([width, height]);
  });

  it('refuses characters that no font has, unless they may be missing', async () => {
    const strange = figure('\u{10fffd}');
    await expect(toPng(strange)).rejects.toThrow(TomoniError);
    await expect(toPng(strange)).rejects.toMatchObject({
      code: 'unavailable',
      what: 'No font at hand has the characters \u{10fffd}.',
    });
    expect((await toPng(strange, { missing: 'allow' })).length).toBeGreaterThan(1000);
  });

  it('refuses what is no figure', async () => {
    await expect(toPng('text')).rejects.toMatchObject({ code: 'invalid-argument' });
  });
});

describe('fitToFonts', () => {
  /** Stands in for a machine that has the typefaces `here` and the characters `known`: an outline is what is drawn. */
  const machine = (here: readonly string[], known: string) => (svg: string) =>
    svg.replace(
      /<text [^>]*font-family="([^"]*)">([^<]*)<\/text>/g,
      (_, family: string, text: string) =>
        `<path d="${text === 'agM0' ? (here.includes(family) ? family : 'first') : known.includes(text) ? text : 'box'}"/>`,
    );

  it('takes the first typefaces that are there', () => {
    const { svg } = fitToFonts(figure('a'), machine(['DejaVu Sans', 'Arial'], ''));
    expect(svg).toContain('font-family="Arial"');
    expect(svg).not.toContain('system-ui');
    expect(fitToFonts(figure('a'), machine([], '')).svg).toContain('font-family="sans-serif"');
  });

  it('names the characters that are not', () => {
    expect(fitToFonts(figure('品詞 × ラベル'), machine([], '品ラベル')).missing).toEqual(['詞']);
    expect(fitToFonts(figure('Latin é'), machine([], '')).missing).toEqual([]);
  });
});
