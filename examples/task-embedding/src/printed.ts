import { compareSimilarity } from 'tomoni';

/** The tables of the source document, "TASK2VEC for Japanese". */
export const tasks = ['jrte', 'chABSA', 'livedoor', 'rakuten.1', 'rakuten.2'];

/** Table 2: accuracy of each task by itself. */
const single = [0.836065, 0.876777, 0.99322, 0.824518, 0.817518];

/** Table 3: cosine similarity of the tasks. */
const similarity = [
  [1, 0.999625, 0.989611, 0.999641, 0.999426],
  [0.999625, 1, 0.724287, 0.999817, 0.999729],
  [0.989611, 0.724287, 1, 0.746847, 0.807695],
  [0.999641, 0.999817, 0.746847, 1, 0.999742],
  [0.999426, 0.999729, 0.807695, 0.999742, 1],
];

/** Table 4: accuracy of each target (row) after each source (column). */
const transfer = [
  [Number.NaN, 0.850637, 0.843351, 0.865209, 0.861566],
  [0.869668, Number.NaN, 0.845971, 0.879146, 0.879146],
  [0.99322, 0.98305, Number.NaN, 0.99322, 0.98983],
  [0.825569, 0.823817, 0.824868, Number.NaN, 0.82767],
  [0.820298, 0.814389, 0.815085, 0.81717, Number.NaN],
];

/** What the printed tables say of the question. */
export function printedAnswer() {
  return compareSimilarity({
    similarity: byTask(similarity),
    transfer: byTask(transfer),
    single: Object.fromEntries(tasks.map((task, i) => [task, single[i] as number])),
  });
}

function byTask(rows: readonly (readonly number[])[]): Record<string, Record<string, number>> {
  return Object.fromEntries(
    tasks.map((target, i) => [
      target,
      Object.fromEntries(
        tasks.flatMap((source, j) => (source === target ? [] : [[source, rows[i]?.[j] as number]])),
      ),
    ]),
  );
}
