import { describe, expect, it } from 'vitest';
import { decimalFormat } from '../formats/decimal.js';
import { spreadFormat } from '../formats/spread.js';
import { table } from './table.js';
import { toCsv } from './to-csv.js';
import { toLatex } from './to-latex.js';
import { toMarkdown } from './to-markdown.js';
import { toText } from './to-text.js';

const scores = table({
  caption: 'Layers',
  columns: {
    task: { name: 'Task' },
    rmse: { name: 'RMSE', format: decimalFormat(2) },
    spread: { name: 'mean ± sd', format: spreadFormat(1) },
    best: {},
  },
  rows: [
    { task: '品詞 | pos', rmse: -0.126, spread: { mean: 1, standardDeviation: 0.25 }, best: true },
    { task: 'a "b",\nc', rmse: Number.NaN, spread: undefined, best: undefined },
  ],
  notes: ['Two *runs*.'],
});

describe('table', () => {
  it('keeps text for people and values for programs', () => {
    expect(scores.columns).toEqual([
      { name: 'Task', align: 'left' },
      { name: 'RMSE', align: 'right' },
      { name: 'mean ± sd', align: 'right' },
      { name: 'best', align: 'right' },
    ]);
    expect(scores.rows[0]).toEqual([
      { text: '品詞 | pos', value: '品詞 | pos' },
      { text: '−0.13', value: -0.126 },
      { text: '1.0 ± 0.3' },
      { text: 'true', value: true },
    ]);
    expect(scores.rows[1]?.map(({ text }) => text)).toEqual(['a "b",\nc', '–', '–', '–']);
  });

  it('can be empty', () => {
    const empty = table({ columns: { a: {} }, rows: [] as { a: number }[] });
    expect(toText(empty)).toBe('a\n─\n');
    expect(toCsv(empty)).toBe('a\r\n');
    expect(toMarkdown(empty)).toBe('| a |\n| ---: |\n');
  });

  it('takes alignment as it is given', () => {
    const { columns } = table({ columns: { a: { align: 'left' } }, rows: [{ a: 1 }] });
    expect(columns).toEqual([{ name: 'a', align: 'left' }]);
  });
});

it('toMarkdown escapes what would break the table or be read as markup', () => {
  expect(toMarkdown(scores)).toBe(
    [
      '**Layers**',
      '',
      '| Task | RMSE | mean ± sd | best |',
      '| :--- | ---: | ---: | ---: |',
      '| 品詞 \\| pos | −0.13 | 1.0 ± 0.3 | true |',
      '| a "b",<br>c | – | – | – |',
      '',
      'Two \\*runs\\*.',
      '',
    ].join('\n'),
  );
  const hostile = table({ columns: { a: {} }, rows: [{ a: '<b>&amp; `x` [l](u) snake_case _em_ \\|' }] });
  expect(toMarkdown(hostile)).toContain('| &lt;b>&amp;amp; \\`x\\` \\[l\\](u) snake_case \\_em\\_ \\\\\\| |');
});

it('toCsv quotes by RFC 4180 and keeps full precision', () => {
  expect(toCsv(scores)).toBe(
    'Task,RMSE,mean ± sd,best\r\n品詞 | pos,-0.126,1.0 ± 0.3,true\r\n"a ""b"",\nc",NaN,,\r\n',
  );
});

it('toText aligns, full-width characters taking two columns', () => {
  expect(toText(scores).split('\n')).toEqual([
    'Layers',
    '',
    'Task         RMSE  mean ± sd  best',
    '──────────  ─────  ─────────  ────',
    '品詞 | pos  −0.13  1.0 ± 0.3  true',
    'a "b", c        –          –     –',
    '',
    'Two *runs*.',
    '',
  ]);
});

it('toText lets no control character through to the terminal', () => {
  const hostile = toText(table({ columns: { a: {} }, rows: [{ a: '\u001b[31mred\u0007' }] }));
  expect(hostile).not.toMatch(/[^\P{Cc}\n]/u);
});

describe('LaTeX', () => {
  it('sets signs as mathematics and escapes what LaTeX reads', () => {
    expect(toLatex(scores, { label: 'tab:layers' })).toBe(
      [
        '\\begin{table}',
        '  \\centering',
        '  \\caption{Layers}',
        '  \\label{tab:layers}',
        '  \\begin{tabular}{lrrr}',
        '    \\toprule',
        '    Task & RMSE & mean $\\pm$ sd & best \\\\',
        '    \\midrule',
        '    品詞 | pos & $-$0.13 & 1.0 $\\pm$ 0.3 & true \\\\',
        '    a "b", c & -- & -- & -- \\\\',
        '    \\bottomrule',
        '  \\end{tabular}',
        '  \\par\\footnotesize Two *runs*.',
        '\\end{table}',
        '',
      ].join('\n'),
    );
    const row = table({ columns: { a: {} }, rows: [{ a: '[50 %_{x} ~ \\ & < # $' }] });
    expect(toLatex(row, { environment: 'none' })).toContain(
      '{}[50 \\%\\_\\{x\\} \\textasciitilde{} \\textbackslash{} \\& $<$ \\# \\$ \\\\',
    );
    expect(toLatex(row, { environment: 'none' })).not.toContain('{table}');
  });

  it('sets sentences in lines, and arrows as LaTeX has them', () => {
    const sentences = [
      'jrte → chABSA…',
      'A sentence that is too long to stand in one line of a page of LaTeX.',
    ];
    const latex = toLatex(
      table({ columns: { sentence: {} }, rows: sentences.map((sentence) => ({ sentence })) }),
      { environment: 'none' },
    );
    expect(latex).toContain('\\begin{tabular}{p{0.95\\linewidth}}');
    expect(latex).toContain('jrte $\\rightarrow$ chABSA\\ldots{} \\\\');
  });
});
