import { decimalFormat, layerScoresSvg, pValueFormat, spreadFormat, table } from 'tomoni';

/** The source document's table of livedoor: layer, mean and standard deviation of both models over ten folds, and p. */
export const livedoor = [
  { layer: 1, multi: spread(91.467, 1.262), single: spread(90.4, 1.051), p: 0.0099 },
  { layer: 2, multi: spread(91.778, 1.116), single: spread(90.022, 1.489), p: 0.0033 },
  { layer: 3, multi: spread(91.311, 1.144), single: spread(90.4, 1.132), p: 0.001 },
  { layer: 4, multi: spread(91.489, 1.341), single: spread(90.467, 1.049), p: 0.0119 },
  { layer: 5, multi: spread(91.0, 1.566), single: spread(90.667, 1.225), p: 0.2579 },
  { layer: 6, multi: spread(91.711, 1.334), single: spread(90.244, 0.875), p: 0.0006 },
  { layer: 7, multi: spread(91.4, 1.146), single: spread(90.489, 0.788), p: 0.0116 },
  { layer: 8, multi: spread(91.6, 1.299), single: spread(90.356, 1.043), p: 0.0236 },
  { layer: 9, multi: spread(91.822, 1.516), single: spread(90.578, 1.202), p: 0.0092 },
  { layer: 10, multi: spread(91.311, 1.059), single: spread(90.511, 1.265), p: 0.0154 },
  { layer: 11, multi: spread(91.156, 1.264), single: spread(90.311, 1.164), p: 0.0415 },
  { layer: 12, multi: spread(90.511, 1.651), single: spread(89.556, 0.905), p: 0.0577 },
];

/** The same as a table, with what the document says of its other data. */
export const printedTable = table({
  caption: 'Printed in the source document: livedoor, 9 × 500 articles, BERT-base, accuracy in percent',
  columns: {
    layer: { name: 'Layer' },
    multi: { name: 'multi-task', format: spreadFormat(3) },
    single: { name: 'single-task', format: spreadFormat(3) },
    difference: { name: 'Difference', format: decimalFormat(3) },
    p: { name: 'p, paired', format: pValueFormat(4) },
  },
  rows: livedoor.map((row) => ({ ...row, difference: row.multi.mean - row.single.mean })),
  notes: [
    'Mean ± standard deviation over ten folds; p: paired t-test, one-sided, folds as if independent.',
    'Its other data: tweets, 3 classes, gain 0.387 at layer 2 (0.383 in its text); reviews, 2 classes, no gain at any layer but layer 10.',
  ],
});

/** And as its figure. */
export const printedFigure = layerScoresSvg(
  [
    {
      model: 'single-task',
      layers: livedoor.map(({ layer, single }) => ({ layer, scores: [single.mean] })),
    },
    {
      model: 'multi-task',
      layers: livedoor.map(({ layer, multi, p }) => ({ layer, scores: [multi.mean], pValue: p })),
    },
  ],
  {
    metric: 'accuracy in percent',
    higherIsBetter: true,
    significance: { test: 'paired t-test, one-sided, as printed' },
    title: 'Accuracy by layer, printed in the source document',
  },
);

function spread(mean: number, standardDeviation: number) {
  return { mean, standardDeviation };
}
