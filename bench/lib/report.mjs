/**
 * The lines that benches print as tables in Markdown: figures with their goals, and below them, where `--check` was run, how far
 * outputs and gradients are from those of plain TensorFlow.js.
 *
 * @param {readonly object[]} lines what benches printed; of a bench with several lines the last one counts
 * @returns {string}
 */
export function report(lines) {
  const measured = latest(lines.filter(({ check }) => check !== true));
  const checked = latest(lines.filter(({ check, tolerances }) => check === true && tolerances !== undefined));
  for (const { bench, quick } of measured)
    if (quick) throw new Error(`The line of '${bench}' comes from --quick: its figures say nothing.`);
  return [
    ...settings(measured),
    '',
    ...table(
      ['bench', 'case', 'unit', 'ours', 'rival', 'theirs', 'ratio', 'goal', ''],
      measured.flatMap(rowsOf),
    ),
    ...missing(measured),
    ...(checked.length === 0 ? [] : ['', ...agreement(checked)]),
    '',
  ].join('\n');
}

function latest(lines) {
  return [...new Map(lines.map((line) => [line.bench, line])).values()];
}

/** Date, machine and threads: once where all lines agree. */
function settings(lines) {
  const told = lines.map(({ bench, date, machine, threads, runs }) => ({
    bench,
    text: `${date}, ${machine}, ${threads} threads`,
    runs,
  }));
  return [...new Set(told.map(({ text }) => text))].map((text) => {
    const own = told.filter((line) => line.text === text);
    const counts = own.map(({ bench, runs }) => `\`${bench}\` ${runs}`).join(', ');
    return `${text}. Medians of interleaved runs: ${counts}.`;
  });
}

function rowsOf({ bench, unit, cases }) {
  return cases.flatMap(({ case: name, ours, rivals, ratios, goals }) => {
    const judged = new Map(goals.map((goal) => [goal.rival, goal]));
    const known = Object.keys(rivals).map((rival) => [
      rival,
      rivals[rival],
      ratios[rival],
      judged.get(rival),
    ]);
    const unmeasured = goals
      .filter(({ reached }) => reached === null)
      .map((goal) => [goal.rival, null, null, goal]);
    const rows = [...known, ...unmeasured];
    return (rows.length === 0 ? [['–']] : rows).map(([rival, theirs, ratio, goal], index) => [
      ...(index === 0 ? [`\`${bench}\``, name, unit, figure(ours)] : ['', '', '', '']),
      rival,
      figure(theirs),
      figure(ratio),
      goal === undefined ? '' : `≥ ${goal.ratio}`,
      goal === undefined ? '' : verdict(goal.reached),
    ]);
  });
}

function verdict(reached) {
  if (reached === null) return 'not measured';
  return reached ? 'reached' : '**missed**';
}

function figure(value) {
  if (value === null || value === undefined) return '–';
  return value >= 1000 ? Math.round(value).toLocaleString('en') : `${value}`;
}

function missing(lines) {
  const reasons = new Map(
    lines.flatMap(({ cases }) => cases.flatMap((entry) => Object.entries(entry.missing ?? {}))),
  );
  return reasons.size === 0 ? [] : ['', ...[...reasons].map(([name, reason]) => `- ${name}: ${reason}`)];
}

function agreement(lines) {
  return table(
    ['bench', 'case', 'engines', 'outputs', 'gradients', ''],
    lines.flatMap(({ bench, cases }) =>
      cases.map(({ case: name, engines, outputs, gradients, passed }) => [
        `\`${bench}\``,
        name,
        engines.join(', '),
        largest(outputs),
        largest(gradients),
        passed ? 'agree' : '**differ**',
      ]),
    ),
  );
}

function largest(differences) {
  const values = Object.values(differences);
  return values.length === 0 ? '–' : Math.max(...values).toExponential(1);
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}
