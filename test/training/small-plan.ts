import { all, bertConfig, createEncoder, hardSharing } from '@tomoni/encoders';
import { classification, maskedLanguageModel, regression, tokenTagging } from '@tomoni/heads';
import { randomMasking } from '@tomoni/labels';
import { createRng, type TaggedSpan } from '@tomoni/spec';
import { wordPieceTokenizer } from '@tomoni/tokenization';
import { adam, constant, type Plan, type TaskPlan } from '@tomoni/training';
import { equal } from '@tomoni/weighting';

const adjectives = ['good', 'bad'];
const nouns = ['film', 'book', 'song', 'plot', 'cast'];
const vocabulary = [
  '[PAD]',
  '[UNK]',
  '[CLS]',
  '[SEP]',
  '[MASK]',
  'a',
  'the',
  'was',
  'very',
  ...adjectives,
  ...nouns,
];

/** A row whose labels can be read off its text. */
export type SmallRow = {
  readonly text: string;
  readonly mood: 'pos' | 'neg' | undefined;
  readonly length: number | undefined;
  readonly nouns: readonly TaggedSpan[] | undefined;
};

/** Rows of made-up sentences; every fifth lacks one label. */
export function smallRows(count: number, seed: number): SmallRow[] {
  const rng = createRng(seed);
  return Array.from({ length: count }, (_, row) => {
    const adjective = rng.integer(adjectives.length);
    const words = [
      'the',
      nouns[rng.integer(nouns.length)] as string,
      'was',
      ...Array.from({ length: rng.integer(4) }, () => 'very'),
      adjectives[adjective] as string,
    ];
    const text = words.join(' ');
    const noun = words[1] as string;
    return {
      text,
      mood: row % 5 === 4 ? undefined : adjective === 0 ? 'pos' : 'neg',
      length: row % 5 === 3 ? undefined : words.length,
      nouns: [{ start: 4, end: 4 + noun.length, tag: 'NOUN' }],
    };
  });
}

/** A text encoder small enough to train in a test. */
export function smallEncoder(seed = 1, dropout = 0.1) {
  return createEncoder(
    bertConfig({
      layers: 2,
      hiddenSize: 16,
      heads: 2,
      intermediateSize: 24,
      positions: 32,
      initializerRange: 0.2,
      hiddenDropout: dropout,
      attentionDropout: dropout,
    }),
    { tokenizer: wordPieceTokenizer({ vocabulary, maxLength: 32 }), seed },
  );
}

/** Four tasks of different kinds: whole texts on the last layer, tokens on the first, and masked words in a view of their own. */
export const smallTasks: readonly TaskPlan[] = [
  column('mood', classification({ labels: ['neg', 'pos'], pooling: 'mean' }), 2),
  column('length', regression(), 2),
  column('nouns', tokenTagging({ tags: ['NOUN'] }), 1),
  {
    name: 'words',
    head: maskedLanguageModel(),
    layer: 2,
    dropout: 0,
    labels: { from: 'generator', generator: randomMasking() },
  },
];

function column(name: string, head: TaskPlan['head'], layer: number): TaskPlan {
  return { name, head, layer, dropout: 0.1, labels: { from: 'column', column: name } };
}

/** A plan over the small encoder. */
export function smallPlan(changes: Partial<Plan> = {}): Plan {
  return {
    encoder: smallEncoder(),
    columns: { text: 'text' },
    input: {},
    main: 'mood',
    tasks: smallTasks,
    trainable: all(),
    frozenDropout: false,
    sharing: hardSharing(),
    weighting: equal(),
    optimizer: adam(2e-3),
    schedule: constant(),
    clipNorm: 1,
    batching: { size: 8, accumulate: 1, byLength: true, evaluationSize: 16 },
    stopping: {
      maxEpochs: 2,
      maxSteps: undefined,
      patience: undefined,
      minDelta: 0,
      monitor: 'mood',
      evaluateEvery: { epochs: 1 },
      restoreBest: true,
    },
    ...changes,
  };
}
