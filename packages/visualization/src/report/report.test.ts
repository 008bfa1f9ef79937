import { TomoniError } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { all, parse } from '../../fixtures/well-formed.js';
import { dotPlotSvg } from '../dot-plot/dot-plot-svg.js';
import { report } from './report.js';

const body = (page: string) => parse(page.slice(page.indexOf('<main>'), page.indexOf('</body>')));
const svg = dotPlotSvg([{ method: 'a', scores: [1, 2] }], { metric: 'F1' });

describe('report', () => {
  const page = report({
    title: 'Spam & <ham>',
    sections: [
      { kind: 'heading', text: 'Data' },
      { kind: 'prose', text: 'One.\n\nTwo <b>.\n \n\n' },
      { kind: 'facts', facts: { seeds: 3, '<encoder>': 'BERT', cached: true } },
      { kind: 'heading', text: 'Scores' },
      {
        kind: 'table',
        table: {
          caption: 'F1 < 1',
          columns: [
            { name: 'Method', align: 'left' },
            { name: 'F1', align: 'right' },
          ],
          rows: [[{ text: '<script>' }, { text: '0.9 ± 0.1' }]],
          notes: ['Higher is better.'],
        },
      },
      { kind: 'figure', svg, caption: 'Runs & mean' },
      { kind: 'heading', text: 'Configuration' },
      { kind: 'code', code: '{\n  "a": "</pre>"\n}' },
    ],
  });
  const main = body(page);
  const text = (name: string) => all(main, name).map((element) => element.text);

  it('shows every section, escaped', () => {
    expect(text('h1')).toEqual(['Spam & <ham>']);
    expect(text('h2')).toEqual(['Data', 'Scores', 'Configuration']);
    expect(text('p')).toEqual(['One.', 'Two <b>.', 'Higher is better.']);
    expect(text('dt')).toEqual(['seeds', '<encoder>', 'cached']);
    expect(text('dd')).toEqual(['3', 'BERT', 'true']);
    expect(text('caption')).toEqual(['F1 < 1']);
    expect(text('th')).toEqual(['Method', 'F1', '<script>']);
    expect(text('td')).toEqual(['0.9 ± 0.1']);
    expect(text('figcaption')).toEqual(['Runs & mean']);
    expect(text('code')).toEqual(['{\n  "a": "</pre>"\n}']);
    expect(page).toContain(svg);
    expect(page).toContain('<title>Spam &amp; &lt;ham&gt;</title>');
  });

  it('shows lists, parts of chapters and pictures', () => {
    const shown = report({
      title: 'a',
      sections: [
        { kind: 'heading', text: 'chapter' },
        { kind: 'heading', text: 'part', level: 'part' },
        { kind: 'list', items: ['one', '<two>'] },
        { kind: 'picture', png: Uint8Array.from([1, 2, 3]), description: 'A "dot".', caption: 'Below.' },
      ],
    });
    expect(shown).toContain('<h3>part</h3><ul><li>one</li><li>&lt;two&gt;</li></ul>');
    expect(shown).toContain('<img src="data:image/png;base64,AQID" alt="A &quot;dot&quot;."><figcaption>');
    expect(shown).not.toContain('<nav>');
  });

  it('leads to its headings', () => {
    const links = all(main, 'a').map(({ attributes, text: name }) => [attributes.href, name]);
    const targets = all(main, 'h2').map(({ attributes, text: name }) => [`#${attributes.id}`, name]);
    expect(links).toEqual(targets);
    const short = report({ title: 'a', sections: [{ kind: 'heading', text: 'b' }] });
    expect(all(body(short), 'nav')).toEqual([]);
  });

  it('marks up its table for those who cannot see it', () => {
    expect(all(main, 'th').map(({ attributes }) => attributes.scope)).toEqual(['col', 'col', 'row']);
    expect(all(main, 'td').map(({ attributes }) => attributes.class)).toEqual(['right']);
  });

  it('loads nothing and runs nothing', () => {
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`);
    expect(page.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(
      /https?:|url\(|@import|src=|<link|<script/,
    );
  });

  it('is for dark screens and for print as well', () => {
    expect(page).toContain('@media screen and (prefers-color-scheme:dark)');
    expect(page).toContain('@media print');
    expect(page).toContain('<html lang="en">');
    expect(report({ title: '', sections: [], language: 'ja' })).toContain('<html lang="ja">');
  });

  it.each(['', 'text', '<svg></svg><script></script>', '<svg></svg><svg></svg>', '<svgx></svgx>', '<svg>'])(
    'refuses a figure that is not one SVG document: %s',
    (hostile) => {
      const write = () => report({ title: 'a', sections: [{ kind: 'figure', svg: hostile }] });
      expect(write).toThrow(TomoniError);
      expect(write).toThrow('Section 0 of the report is not a single SVG document.');
    },
  );

  it('refuses a section of no kind', () => {
    expect(() => report({ title: 'a', sections: [{ kind: 'figur' } as never] })).toThrow(
      "A report has no sections of the kind 'figur'.",
    );
  });
});
