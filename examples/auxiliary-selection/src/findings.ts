import {
  byCount,
  compareControls,
  compareSubsets,
  controlScores,
  countScoresSvg,
  decimalFormat,
  effectAgainstLabelCorrelation,
  factorialEffects,
  inOut,
  inOutSvg,
  intervalFormat,
  pValueFormat,
  type ReportSection,
  type ScoredRun,
  scatterSvg,
  spreadFormat,
  subsetScores,
  table,
} from 'tomoni';

const number = decimalFormat(4);
const interval = intervalFormat(4);
const p = pValueFormat(4);
const metric = { metric: 'RMSE', higherIsBetter: false } as const;

/** A finding: its table, and its picture where it has one. */
export interface Finding {
  readonly table: ReturnType<typeof table>;
  readonly figure?: Extract<ReportSection, { kind: 'figure' }>;
}

/** What the source document asks of the runs of all subsets, and what makes it safer. */
export function findingsOf(
  runs: readonly ScoredRun[],
  traits: Parameters<typeof effectAgainstLabelCorrelation>[1],
): Finding[] {
  const subsets = subsetScores(runs);
  const counts = byCount(subsets);
  const tasks = inOut(subsets);
  const [all, some] = [false, true].map((withoutBaseline) =>
    factorialEffects(subsets, { withoutBaseline, errors: 'robust' }),
  );
  const effects = Object.fromEntries(tasks.map((each) => [each.task, each.all.difference]));
  const correlation = effectAgainstLabelCorrelation(effects, traits);
  const controls = compareControls(controlScores(runs), subsets);
  const trend = `Correlation of the number with the mean: ${number(counts.correlation?.coefficient ?? Number.NaN)}; without the single task: ${number(counts.correlationWithoutBaseline?.coefficient ?? Number.NaN)}.`;
  return [
    {
      table: {
        ...compareSubsets(subsets, { ...metric, test: 'student' }).table,
        caption: 'Every subset against the single task',
      },
    },
    {
      table: table({
        caption: 'By number of auxiliary tasks',
        columns: {
          count: { name: 'tasks' },
          subsets: {},
          mean: { name: 'mean RMSE', format: number },
          summary: { name: 'runs', format: spreadFormat(4) },
        },
        rows: counts.counts,
        notes: [trend],
      }),
      figure: { kind: 'figure', svg: countScoresSvg(subsets, { ...metric, note: trend }) },
    },
    {
      table: table({
        caption: 'With and without each task: mean RMSE of all models that have it, and of all that lack it',
        columns: {
          task: {},
          in: { format: number },
          out: { format: number },
          difference: { name: 'in − out', format: number },
          others: { name: 'without the single task', format: number },
          matched: { name: 'at equal number', format: number },
          interval: { name: '95 % interval', format: interval },
          p: { format: p },
        },
        rows: tasks.map(({ task, all, withoutBaseline, matched }) => ({
          task,
          in: all.in,
          out: all.out,
          difference: all.difference,
          others: withoutBaseline?.difference,
          matched: matched?.difference,
          interval: matched?.test?.interval,
          p: matched?.test?.pValue,
        })),
        notes: [
          '"Out" holds the single task, as it is usually printed. Interval and p are of the difference among subsets of equal number.',
        ],
      }),
      figure: {
        kind: 'figure',
        svg: inOutSvg(
          tasks.map(({ task, all }) => ({ task, ...all, interval: all.test?.interval })),
          metric,
        ),
        caption: 'Over all subsets, the single task among those without.',
      },
    },
    {
      table: table({
        caption: 'What each task adds while the others are held',
        columns: {
          task: {},
          effect: { format: number },
          interval: { name: '95 % interval', format: interval },
          p: { format: p },
          others: { name: 'without the single task', format: number },
          othersInterval: { name: '95 % interval of it', format: interval },
        },
        rows: (all?.effects ?? []).map(({ factors, estimate, interval, pValue }, i) => ({
          task: factors.join(' × '),
          effect: estimate,
          interval,
          p: pValue,
          others: some?.effects[i]?.estimate,
          othersInterval: some?.effects[i]?.interval,
        })),
        notes: ['A linear model of all runs, with errors that allow for subsets that vary more (HC3).'],
      }),
    },
    {
      table: table({
        caption: 'Do tasks help whose labels go with the main ones?',
        columns: {
          task: {},
          labelCorrelation: { name: 'label correlation', format: number },
          learnability: { name: 'own R²', format: number },
          effect: { name: 'in − out', format: number },
        },
        rows: correlation.points,
        notes: [correlation.description],
      }),
      figure: {
        kind: 'figure',
        svg: scatterSvg(
          correlation.points.map(({ task, labelCorrelation, effect }) => ({
            x: labelCorrelation,
            y: effect,
            label: task,
          })),
          { x: 'correlation of the labels with the main ones', y: 'RMSE, in − out' },
        ),
      },
    },
    {
      table: table({
        caption: 'Each task alone against a task that cannot help',
        columns: {
          task: {},
          control: { name: 'against' },
          difference: { format: number },
          interval: { name: '95 % interval', format: interval },
          p: { format: p },
          adjusted: { name: 'p, Holm', format: p },
        },
        rows: controls.map(({ task, control, test, adjustedPValue }) => ({
          task,
          control,
          difference: test?.estimate,
          interval: test?.interval,
          p: test?.pValue,
          adjusted: adjustedPValue,
        })),
      }),
    },
  ];
}
