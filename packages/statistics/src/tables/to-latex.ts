import type { Table } from './table.js';

/** Options of {@link toLatex}. */
export interface LatexOptions {
  /** Name for `\ref`. Default: none. */
  readonly label?: string;
  /** Default: `table`; `none` writes the `tabular` alone, without caption and notes. */
  readonly environment?: 'table' | 'table*' | 'none';
}

/**
 * Writes a table in LaTeX with the rules of the package `booktabs`: caption above, notes below.
 *
 * Signs such as `±`, `−` and `≤` become mathematics; other text beyond ASCII stays as it is, for which LuaLaTeX or XeLaTeX is needed.
 *
 * @example
 * ```ts
 * import { table, toLatex } from '@tomoni/statistics';
 *
 * const scores = table({ caption: 'Scores', columns: { task: {}, f1: {} }, rows: [{ task: 'pos_tags', f1: 0.9 }] });
 * console.log(toLatex(scores, { label: 'tab:scores' }));
 * ```
 */
export function toLatex({ caption, columns, rows, notes }: Table, options: LatexOptions = {}): string {
  const { label, environment = 'table' } = options;
  const line = (cells: readonly string[]) => `${cells.join(' & ')} \\\\`;
  const tabular = [
    `\\begin{tabular}{${columnTypes({ columns, rows })}}`,
    '  \\toprule',
    `  ${line(columns.map(({ name }) => escaped(name)))}`,
    '  \\midrule',
    ...rows.map((row) => `  ${line(row.map(({ text }) => escaped(text)))}`),
    '  \\bottomrule',
    '\\end{tabular}',
  ];
  if (environment === 'none') return `${tabular.join('\n')}\n`;
  const body = [
    '\\centering',
    ...(caption === undefined ? [] : [`\\caption{${escaped(caption)}}`]),
    ...(label === undefined ? [] : [`\\label{${label}}`]),
    ...tabular,
    ...notes.map((note) => `\\par\\footnotesize ${escaped(note)}`),
  ];
  return `\\begin{${environment}}\n${body.map((each) => `  ${each}`).join('\n')}\n\\end{${environment}}\n`;
}

/** A single column of sentences is set in lines, all others as wide as they are. */
function columnTypes({ columns, rows }: Pick<Table, 'columns' | 'rows'>): string {
  const isProse = columns.length === 1 && rows.some(([cell]) => (cell?.text.length ?? 0) > 60);
  return isProse ? 'p{0.95\\linewidth}' : columns.map(({ align }) => (align === 'left' ? 'l' : 'r')).join('');
}

const commands: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '$<$',
  '>': '$>$',
  '≤': '$\\leq$',
  '≥': '$\\geq$',
  '±': '$\\pm$',
  '−': '$-$',
  '×': '$\\times$',
  '∞': '$\\infty$',
  '↑': '$\\uparrow$',
  '↓': '$\\downarrow$',
  '→': '$\\rightarrow$',
  '…': '\\ldots{}',
  '–': '--',
  Δ: '$\\Delta$',
  ρ: '$\\rho$',
  τ: '$\\tau$',
  '²': '$^2$',
};

/** Text that LaTeX sets as it stands, in one line; a cell may not begin with a bracket, which `\\` would take. */
function escaped(text: string): string {
  const set = text.replace(/[\\~^<>≤≥±−×∞↑↓→…–Δρτ²]|[&%$#_{}]|\r\n?|\n/g, (sign) => {
    if (/[\r\n]/.test(sign)) return ' ';
    return commands[sign] ?? `\\${sign}`;
  });
  return set.startsWith('[') ? `{}${set}` : set;
}
