import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  agreement,
  agreementTable,
  compareSimilarity,
  compareTasks,
  decimalFormat,
  heatMapsSvg,
  mean,
  percentFormat,
  report,
  scatterSvg,
  spreadFormat,
  study,
  summarize,
  type TransferEstimate,
  table,
  toText,
  transferMatrix,
  useEngine,
} from 'tomoni';
import { encoderFor } from './encoder.js';
import { printedAnswer } from './printed.js';
import { readEmojiTasks, readFolder } from './tasks.js';
import {
  type Laboratory,
  type Portrait,
  portray,
  type reductions,
  savedEncoder,
  trainTask,
} from './trial.js';

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    data: { type: 'string' },
    'per-class': { type: 'string' },
    encoder: { type: 'string' },
    seeds: { type: 'string' },
    'fisher-texts': { type: 'string', default: '200' },
    out: { type: 'string' },
  },
});
const seeds = Number(values.seeds ?? (values.quick ? 1 : 3));
const perClass = Number(values['per-class'] ?? (values.data === undefined ? 100 : 200));
const out = fileURLToPath(new URL('../../../out/task-embedding', import.meta.url));
const settings = [
  values.data === undefined ? 'emoji' : 'folder',
  values.encoder === undefined ? 'small' : 'pretrained',
  perClass,
];
const folder = values.out ?? join(out, [...settings, seeds].join('-'));

console.log(`Which task should a task be trained after? Is it the one that TASK2VEC finds the most similar?
`);

// The data: five tasks of two classes, split so that no test text is trained on anywhere.

const { tasks, description } =
  values.data === undefined ? readEmojiTasks(perClass) : await readFolder(values.data, perClass);
const names = Object.keys(tasks);
const engine = await useEngine('auto');
console.log(`${description}\nengine: ${engine.name}; seeds: ${seeds}; results: ${folder}\n`);

// The encoder that every task starts from: a pretrained one, or a small one that has seen the training texts.

const trainingTexts = [...new Set(Object.values(tasks).flatMap(({ train }) => train.map((row) => row.text)))];
const laboratory: Laboratory = {
  tasks,
  encoder: await encoderFor(values.encoder, trainingTexts),
  learningRate: values.encoder === undefined ? 1e-3 : 5e-5,
  epochs: values.encoder === undefined ? 6 : 4,
  fisherTexts: Number(values['fisher-texts']),
};

// The study: every task alone, and every target after every source. A task alone is portrayed while it is there.

const results = await study({
  name: 'task-embedding',
  trials: transferMatrix(names, names, { seeds }),
  plan: {
    task: 'label',
    score: 'accuracy',
    baseline: names[0] as string,
    comparisons: names.flatMap((target) =>
      names
        .filter((source) => source !== target)
        .map((source) => ({ arm: `${source} → ${target}`, baseline: target })),
    ),
  },
  folder,
  run: async ({ parameters: { task, from }, seed }, { folder: own, needed, signal }) => {
    const start =
      needed.start === undefined ? laboratory.encoder : await savedEncoder(laboratory, needed.start);
    const { model, parts } = await trainTask(laboratory, task, start, seed, signal);
    try {
      if (from !== null) return { parts };
      await model.save(join(own, 'model'));
      return { parts, extra: await portray(laboratory, task, model) };
    } finally {
      model.dispose();
      if (start !== laboratory.encoder) start.dispose();
    }
  },
  callbacks: [
    (event) => {
      if (event.type === 'trial-end')
        console.log(`${event.standing.finished} of ${event.standing.total}: ${event.result.trial.arm}`);
    },
  ],
});
for (const { trial, error } of results.failed) console.log(`failed: ${trial.arm}: ${error.message}`);

// What came out: the accuracy of each target after each source, on the test part, opened once for all arms as planned.

const scores = (await results.openTest({ selected: false })).byArm();
const runsOf = (arm: string) => (scores[arm] ?? []).map(({ value }) => value);
const tried = (read: (runs: number[]) => number | number[]) =>
  Object.fromEntries(
    names.map((target) => [
      target,
      Object.fromEntries(
        names
          .filter((source) => source !== target)
          .map((source) => [source, read(runsOf(`${source} → ${target}`))]),
      ),
    ]),
  );
const transfers = table({
  caption: `Accuracy on the target after training on the source first, mean ± standard deviation over ${seeds === 1 ? 'one seed' : `${seeds} seeds`}`,
  columns: {
    target: { name: 'target' },
    alone: { name: 'alone', format: spreadFormat(3), align: 'right' },
    ...Object.fromEntries(names.map((name) => [name, { format: spreadFormat(3), align: 'right' }])),
  },
  rows: names.map((target) => ({
    target,
    alone: summarize(runsOf(target)),
    ...Object.fromEntries(
      names.flatMap((source) =>
        source === target ? [] : [[source, summarize(runsOf(`${source} → ${target}`))]],
      ),
    ),
  })),
});
console.log(`\n${toText(transfers)}\n`);

// What could be told before: the portraits of all seeds, and the estimates that follow from them, averaged over seeds.

const portraits = await Promise.all(
  results.trials
    .filter(({ trial, status }) => status === 'done' && trial.parameters.from === null)
    .map(async ({ trial }) => ({
      name: trial.parameters.task,
      seed: trial.seed,
      portrait: (await results.extra(trial.id)) as Portrait,
    })),
);
const averaged = (
  name: string,
  better: 'higher' | 'lower',
  read: (source: string, target: string) => number[],
): TransferEstimate => ({
  name,
  better,
  values: Object.fromEntries(
    names.map((target) => [
      target,
      Object.fromEntries(
        names.filter((source) => source !== target).map((source) => [source, mean(read(source, target))]),
      ),
    ]),
  ),
});
const embedded = (
  reduction: (typeof reductions)[number],
  measure: 'cosine' | 'normalized-cosine' | 'asymmetric',
) => {
  const bySeed = [...new Set(portraits.map(({ seed }) => seed))].map((seed) => {
    const own = portraits.filter((each) => each.seed === seed);
    const embeddings = own.map(({ name, portrait }) => {
      const vector = Float64Array.from(portrait.embeddings[reduction]);
      return [name, { task: name, reduction, values: vector }] as const;
    });
    return compareTasks(Object.fromEntries(embeddings), { measure });
  });
  const better = measure === 'cosine' ? 'higher' : 'lower';
  return averaged(`TASK2VEC ${measure}, ${reduction}`, better, (source, target) =>
    bySeed.map((estimate) => estimate.values[target]?.[source] as number),
  );
};
const similarity = embedded('hidden-outputs', 'cosine');
const portrayed = (estimate: string) =>
  averaged(estimate, 'higher', (source, target) =>
    portraits
      .filter(({ name }) => name === source)
      .map(({ portrait }) => portrait.estimates[estimate]?.[target] as number),
  );
const estimates = [
  similarity,
  embedded('units', 'cosine'),
  embedded('units', 'normalized-cosine'),
  embedded('units', 'asymmetric'),
  embedded('layers', 'cosine'),
  ...['LogME', 'H-score', 'TransRate', 'LEEP'].map(portrayed),
];

const likeness = table({
  caption: 'Cosine similarity of the tasks (TASK2VEC, hidden-outputs)',
  columns: {
    task: { name: 'task' },
    ...Object.fromEntries(names.map((name) => [name, { format: decimalFormat(4), align: 'right' }])),
  },
  rows: names.map((task) => ({ task, ...similarity.values[task] })),
});
console.log(`${toText(likeness)}\n`);

// The answer: as the source document asks, beside its own tables; and for every estimate.

const accuracies = tried(mean) as Record<string, Record<string, number>>;
const single = Object.fromEntries(names.map((name) => [name, mean(runsOf(name))]));
const answer = compareSimilarity({
  similarity: similarity.values,
  transfer: accuracies,
  single,
});
const printed = printedAnswer();
const judged = estimates.map((estimate) =>
  agreement(estimate, { score: 'accuracy', better: 'higher', values: tried((runs) => runs) }),
);
const share = percentFormat(0);
const answers = table({
  caption: 'Is the most similar task the best one to train first?',
  columns: {
    where: { name: '' },
    hits: { name: 'best for', align: 'right' },
    ties: { name: 'by ties', align: 'right' },
    chance: { name: 'blind choice does as well', format: share, align: 'right' },
    pooled: { name: 'pooled Spearman', format: decimalFormat(2) },
    p: { name: 'p (within targets)', format: decimalFormat(3) },
  },
  rows: [
    { where: 'here', ...shown(answer) },
    { where: 'printed in the source document', ...shown(printed) },
  ],
});
const agreements = agreementTable(judged, { caption: 'Every estimate against the transfers really run' });
const remarks = [
  `Here: ${answer.description}`,
  `Not shown: that the printed figures hold, or do not. ${
    values.encoder === undefined
      ? 'The encoder here is tiny, and was pretrained on a thousand texts at most.'
      : 'Texts and their number differ from the source document as far as the options above say.'
  }`,
  'The similarities are from models of the same seeds as the sources; estimates other than the cosine of the first row were not planned.',
];

// The report: one HTML page.

const gain = (target: string, source: string) =>
  (accuracies[target]?.[source] ?? Number.NaN) - (single[target] ?? Number.NaN);
const matrix = (read: (target: string, source: string) => number | undefined) => ({
  rows: names,
  columns: names,
  rowName: 'target',
  columnName: 'source',
  values: names.map((target) => names.map((source) => read(target, source))),
});
const page = join(folder, 'report.html');
await writeFile(
  page,
  report({
    title: 'Is the most similar task the best one to train first?',
    sections: [
      { kind: 'prose', text: description },
      { kind: 'table', table: answers },
      { kind: 'list', items: remarks },
      { kind: 'heading', text: 'Similarity beside transfer' },
      {
        kind: 'figure',
        svg: heatMapsSvg(
          [
            {
              title: 'Cosine similarity of the tasks',
              ...matrix((target, source) => similarity.values[target]?.[source]),
            },
            { title: 'Gain in accuracy by the source', scale: 'diverging', ...matrix(gain) },
          ],
          { title: 'Similarity of tasks, and what transfer gave' },
        ),
      },
      {
        kind: 'figure',
        svg: scatterSvg(
          names.flatMap((target) =>
            names
              .filter((source) => source !== target)
              .map((source) => ({
                x: similarity.values[target]?.[source] ?? Number.NaN,
                y: gain(target, source),
                label: source,
                series: `to ${target}`,
              })),
          ),
          { x: 'cosine similarity', y: 'gain in accuracy' },
        ),
        caption: 'Every dot is a pair: its target by colour and mark, its source by name.',
      },
      ...[transfers, likeness, agreements].map((each) => ({ kind: 'table' as const, table: each })),
    ],
  }),
);
console.log(`${toText(answers)}

${toText(agreements)}

${remarks.join('\n')}
report: ${page}
${Math.round(performance.now() / 1000)} seconds in all`);

function shown({ hits, targets, chance, pooled, permutationPValue }: typeof answer) {
  return {
    hits: `${hits.total} of ${targets.length}`,
    ties: String(hits.tied),
    chance,
    pooled: pooled?.coefficient,
    p: permutationPValue,
  };
}
