import { table } from 'tomoni';

/** The figures of the slides: RoBERTa-base, F1, by data set. */
const printed = [
  { model: 'RoBERTaGCN', mr: '.880 / .880', r8: '.979 / .925', ohsumed: '.736 / .605' },
  { model: 'RoBERTa, single-task', mr: '.881 / .881', r8: '.977 / .943', ohsumed: '.690 / .594' },
  { model: 'all-phrase', mr: '.888 / .888', r8: '.979 / .948', ohsumed: '.705 / .622' },
  { model: 'common-label', mr: '.860 / .860', r8: '.978 / .947', ohsumed: '.704 / .610' },
  { model: 'bit-label', mr: '.882 / .882', r8: '.979 / .953', ohsumed: '.711 / .636' },
  { model: 'disregard', mr: '.866 / .866', r8: '.979 / .955', ohsumed: '.711 / .637' },
];

/** The table of the slides, for the sets that this example reads. */
export function printedTable() {
  return table({
    caption: 'Printed in the source document: RoBERTa-base, micro-F1 / macro-F1',
    columns: {
      model: { name: 'model' },
      mr: { name: 'MR', align: 'right' },
      r8: { name: 'R8', align: 'right' },
      ohsumed: { name: 'Ohsumed', align: 'right' },
    },
    rows: printed,
  });
}
