/**
 * What the benches compute, as plain data that both sides read: the shape of the model, the batch, the tasks and the layers
 * that are trained.
 */

/** @typedef {{ layers: number, hidden: number, heads: number, intermediate: number, vocabulary: number, positions: number, dropout: number }} Model */
/** @typedef {{ name: string, kind: 'classification' | 'tagging' | 'masking' | 'regression', layer: number, classes?: number, weight?: number }} Task */
/** @typedef {{ case: string, model: Model, batch: number, length: number, texts: number, tasks: Task[], trained: 'all' | number[], learningRate: number }} Training */

/** @returns {Model} */
function model(layers, hidden, heads) {
  return {
    layers,
    hidden,
    heads,
    intermediate: 4 * hidden,
    vocabulary: 30522,
    positions: 512,
    dropout: 0.1,
  };
}

export const bertBase = model(12, 768, 12);
export const miniLm = model(6, 384, 12);
export const tiny = model(2, 128, 2);

const label = (layer) => ({ name: 'label', kind: 'classification', classes: 2, layer });

/** @returns {Training} */
function training(name, { model, batch, length, tasks = [label(model.layers)], trained = 'all' }) {
  const shape = `${name}, ${batch} × ${length}`;
  return { case: shape, model, batch, length, texts: batch, tasks, trained, learningRate: 5e-5 };
}

export const step = [training('BERT-base', { model: bertBase, batch: 16, length: 128 })];

export const stepSmall = [
  training('6 layers × 384', { model: miniLm, batch: 32, length: 64 }),
  training('2 layers × 128', { model: tiny, batch: 32, length: 64 }),
];

/** Six regressions on the first token, weighted 6 : 4 between the first and the five others. */
const votes = ['interest', 'appeal', 'surprise', 'clarity', 'humour', 'warmth'].map((name, index) => ({
  name,
  kind: 'regression',
  layer: 12,
  weight: index === 0 ? 1 : 2 / 15,
}));

export const frozen = [
  training('BERT-base, last layer', {
    model: bertBase,
    batch: 32,
    length: 128,
    tasks: votes,
    trained: [12],
  }),
];

export const layer2 = [
  training('BERT-base, layers 2 and 12', {
    model: bertBase,
    batch: 16,
    length: 128,
    tasks: [label(12), { name: 'tags', kind: 'tagging', classes: 7, layer: 2 }],
    trained: [2, 12],
  }),
];

export const mlm = [
  training('BERT-base, text and masked view', {
    model: bertBase,
    batch: 8,
    length: 128,
    tasks: [label(12), { name: 'words', kind: 'masking', layer: 12 }],
  }),
];

/** Regressions, six unless said, balanced by a method, and the modes of rivals that know the same one. */
function balanced(method, modes, { tasks = 6, ...weighting } = {}) {
  const at = weighting.at === undefined ? '' : ` at the ${weighting.at}`;
  return {
    ...training(`${method}${at}, ${tasks} tasks`, {
      model: miniLm,
      batch: 8,
      length: 64,
      tasks: Array.from({ length: tasks }, (_, i) => ({ name: `vote${i}`, kind: 'regression', layer: 6 })),
    }),
    method,
    weighting,
    modes,
  };
}

const torchjd = ['torchjd', 'torchjd-vmap'];

export const balance = [
  balanced('equal', ['plain']),
  balanced('mgda', [...torchjd, 'libmtl']),
  balanced('mgda', ['libmtl-rep'], { at: 'representation' }),
  balanced('pcgrad', [...torchjd, 'libmtl']),
  balanced('cagrad', torchjd),
  balanced('upgrad', torchjd),
  balanced('upgrad', [], { tasks: 2 }),
  balanced('upgrad', [], { tasks: 12 }),
  balanced('nashMtl', torchjd),
];

/** Sentence vectors: token counts from 8 to 128, short ones the most. */
function sentences(name, model, texts) {
  const lengths = Array.from({ length: texts }, (_, i) => 8 + Math.floor(120 * ((i * 0.618034) % 1) ** 2));
  return { case: `${name}, ${texts} texts of 8 to 128 tokens`, model, batch: 32, lengths };
}

export const infer = [sentences('6 layers × 384', miniLm, 256), sentences('BERT-base', bertBase, 64)];

/** Sentences whose tokens are scored one by one: token counts from 8 to 40, special ones included. */
function scored(name, model, texts) {
  const lengths = Array.from({ length: texts }, (_, i) => 8 + Math.floor(33 * ((i * 0.618034) % 1)));
  return { case: `${name}, ${texts} texts of 8 to 40 tokens`, model, lengths };
}

export const pll = [
  scored('2 layers × 128', tiny, 16),
  scored('6 layers × 384', miniLm, 8),
  scored('BERT-base', bertBase, 3),
];

export const matmul = [{ case: '2048 × 768 × 3072', shape: [2048, 768, 3072], repeats: 5 }];

/** Tokens that one step of a training reads: a masked view is a text of its own. */
export function tokensOf({ batch, length, tasks }) {
  const views = tasks.some(({ kind }) => kind === 'masking') ? 2 : 1;
  return batch * length * views;
}

/** Label generators, by their names in `ours/labels.mjs`: texts of 60 words, or of four sentences in a language. */
export const labels = [
  ['content words, English', 'en'],
  ['parts of speech, English', 'en'],
  ['content words, Japanese (kuromoji)', 'ja'],
  ['content words, Japanese (Lindera)', 'ja'],
  ['content words, Japanese (MeCab)', 'ja'],
  'tagged spans',
  'n-grams, replay',
  'n-grams, longest match',
  'random masking',
  'whole-word masking',
  'span masking',
  'L3Masking',
  'noise',
  'shuffled labels',
  'sentence order',
  'replaced text',
  'permuted text',
  'TF-IDF',
  'capitalisation',
  'word-list sentiment',
]
  .map((entry) => [entry].flat())
  .map(([generator, language]) => ({
    case: generator,
    generator,
    language,
    model: tiny,
    texts: generator === 'L3Masking' ? 100 : 2000,
    words: 60,
  }));

/** The study of papers on auxiliary tasks: all subsets of five, titles as texts. */
export const study = [
  {
    case: '6 layers × 384, last layer, 32 subsets, 96 + 32 texts of 32 tokens',
    model: miniLm,
    batch: 32,
    length: 32,
    training: 96,
    validation: 32,
    tasks: 6,
    seeds: 1,
    patience: 2,
    maxEpochs: 100,
    learningRate: 2e-4,
  },
];
