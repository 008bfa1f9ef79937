import { afterEach, describe, expect, it, vi } from 'vitest';
import { dotPlotSvg } from '../dot-plot/dot-plot-svg.js';
import { report } from '../report/report.js';
import { display, liveDisplay } from './display.js';

const svg = dotPlotSvg([{ method: 'a <b>', scores: [1] }], { metric: 'F1' });
const page = report({ title: 'Runs & more', sections: [{ kind: 'prose', text: '"quoted"' }] });
const png = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2]);
const table = {
  caption: 'Scores',
  columns: [
    { name: 'task', align: 'left' as const },
    { name: 'f1', align: 'right' as const },
  ],
  rows: [[{ text: '<品詞>' }, { text: '0.9' }]],
};

/** Stands in for tslab's kernel; gives what was shown, with the place where it was. */
function kernel(): [place: number, kind: string, content: unknown][] {
  const shown: [number, string, unknown][] = [];
  let places = 0;
  const newDisplay = () => {
    const place = places++;
    const show = (kind: string) => (content: unknown) => void shown.push([place, kind, content]);
    return { svg: show('svg'), html: show('html'), png: show('png'), text: show('text') };
  };
  vi.stubGlobal('__tslab__', { require: (id: string) => (id === 'tslab' ? { newDisplay } : {}) });
  return shown;
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('display in a notebook', () => {
  it('shows each thing as what it is', () => {
    const shown = kernel();
    for (const value of [svg, png, 'done', page, table]) display(value);
    expect(shown.slice(0, 3)).toEqual([
      [0, 'svg', svg],
      [1, 'png', png],
      [2, 'text', 'done'],
    ]);
    const [frame, html] = shown.slice(3).map(([, kind, content]) => {
      expect(kind).toBe('html');
      return String(content);
    });
    expect(frame).toMatch(/^<iframe sandbox srcdoc="&lt;!doctype html&gt;/);
    expect(frame).toContain('title="Runs &amp; more"');
    expect(frame).not.toContain('<p>');
    expect(html).toContain('&lt;品詞&gt;');
    expect(html).toContain('<caption>Scores</caption>');
  });

  it('changes what it has shown in its place', () => {
    const shown = kernel();
    const place = liveDisplay('one');
    display('other');
    place.update('two');
    expect(shown.map(([where, , content]) => [where, content])).toEqual([
      [0, 'one'],
      [1, 'other'],
      [0, 'two'],
    ]);
  });
});

describe('display outside of a notebook', () => {
  it('prints what can be said in text', () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    for (const value of [svg, png, 'done', page, table]) display(value);
    expect(log.mock.calls.map(([line]) => line)).toEqual([
      'F1 by method\nF1. a <b>: 1 run, mean 1.',
      'PNG picture, 10 bytes',
      'done',
      'Runs & more',
      'Scores\ntask\tf1\n<品詞>\t0.9',
    ]);
  });

  it('refuses bytes that are no picture', () => {
    expect(() => display(Uint8Array.from([1, 2]))).toThrow('The bytes are not those of a PNG picture.');
  });
});
