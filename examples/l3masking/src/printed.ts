import { table } from 'tomoni';

/** The figures of the slides on ACL-ARC, in percent. */
const printed = [
  { encoder: 'BERT-base', single: '71.34 / 63.07', random: '70.77 / 62.15', l3: '71.31 / 63.15' },
  { encoder: 'RoBERTa-base', single: '71.73 / 59.44', random: '78.94 / 70.30', l3: '79.12 / 73.30' },
  { encoder: 'SciBERT (in-domain)', single: '80.36 / 71.84', random: '80.14 / 70.88', l3: '82.50 / 74.10' },
];

/** The table of the slides for ACL-ARC. */
export function printedTable() {
  return table({
    caption: 'Printed in the source document: ACL-ARC, micro-F1 / macro-F1 in percent, META-TARTAN',
    columns: {
      encoder: { name: 'encoder' },
      single: { name: 'single-task', align: 'right' },
      random: { name: 'random masking', align: 'right' },
      l3: { name: 'L3Masking', align: 'right' },
    },
    rows: printed,
  });
}
