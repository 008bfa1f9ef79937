import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cutToEqualSize, dropDuplicates, readJsonLines, split, text } from 'tomoni';

/** A text and which of two classes it belongs to. */
export interface LabelledText {
  readonly text: string;
  readonly label: string;
}

/** A task of two classes, in three parts. No text of one task's test part stands in another task's training part. */
export interface TwoClassTask {
  readonly train: readonly LabelledText[];
  readonly validation: readonly LabelledText[];
  readonly test: readonly LabelledText[];
}

/** Tasks by name, and what was done to their texts. */
export interface Tasks {
  readonly tasks: Readonly<Record<string, TwoClassTask>>;
  readonly description: string;
}

/** An emoji in emojibase's Japanese table. */
interface Emoji {
  readonly label: string;
  readonly tags?: readonly string[];
  readonly group?: number;
}

/** Pairs of groups that are told apart; each group is in one or two of them. */
const emojiTasks: Readonly<Record<string, readonly [number, number]>> = {
  'animals or food': [3, 4],
  'animals or travel': [3, 5],
  'travel or objects': [5, 7],
  'food or objects': [4, 7],
  'smileys or symbols': [0, 8],
};

/** Two-class tasks on the names and keywords of emoji in Japanese, which npm ships. */
export function readEmojiTasks(perClass: number): Tasks {
  const emoji: readonly Emoji[] = createRequire(import.meta.url)('emojibase-data/ja/data.json');
  const tasks = Object.entries(emojiTasks).map(([name, groups]): [string, LabelledText[]] => [
    name,
    emoji.flatMap(({ label, tags = [], group }) =>
      group !== undefined && groups.includes(group)
        ? [{ text: [label, ...tags].join('、'), label: String(group) }]
        : [],
    ),
  ]);
  return prepare(tasks, perClass, 'Names and keywords of emoji in Japanese (Unicode CLDR, by emojibase).');
}

/** Pairs of livedoor channels that are told apart; the first is the pair of the source document. */
const channelTasks: Readonly<Record<string, readonly [string, string]>> = {
  channels: ['kaden-channel', 'sports-watch'],
  gadgets: ['it-life-hack', 'smax'],
  readers: ['dokujo-tsushin', 'peachy'],
};

/** The sentences of hotel reviews in `jrte_pn` and `jrte_rhr`, and articles in `livedoor`, of a folder. */
export async function readFolder(folder: string, perClass: number): Promise<Tasks> {
  const columns = { text: text(), label: text() };
  const sentences = async (name: string) => {
    const parts = ['train', 'dev', 'test'].map((part) =>
      readJsonLines(join(folder, name, `${part}.jsonl.gz`), columns),
    );
    return (await Promise.all(parts)).flatMap((rows) => Array.from(rows));
  };
  const articles = Array.from(await readJsonLines(join(folder, 'livedoor', 'all.jsonl.gz'), columns));
  const moods = await sentences('jrte_pn');
  return prepare(
    [
      ['mood', moods.filter(({ label }) => label !== 'neutral')],
      ['hotel', await sentences('jrte_rhr')],
      ...Object.entries(channelTasks).map(([name, channels]): [string, LabelledText[]] => [
        name,
        articles
          .filter(({ label }) => channels.includes(label))
          .map((article) => ({ label: article.label, text: article.text.slice(0, 300) })),
      ]),
    ],
    perClass,
    'Sentences of hotel reviews (jrte) and beginnings of articles (livedoor).',
  );
}

/** Cuts classes to equal size, and splits all texts at once, so that a text is in the same part of every task. */
function prepare(
  tasks: readonly (readonly [string, readonly LabelledText[]])[],
  perClass: number,
  source: string,
): Tasks {
  const balanced = tasks.map(([name, rows]) => {
    const { rows: distinct } = dropDuplicates(
      rows.filter((row) => row.text.trim() !== ''),
      { text: 'text' },
    );
    return [name, Array.from(cutToEqualSize(distinct, 'label', { seed: 1, size: perClass }).rows)] as const;
  });
  const texts = [...new Set(balanced.flatMap(([, rows]) => rows.map((row) => row.text)))];
  const { parts } = split(
    texts.map((each) => ({ text: each })),
    { train: 50, validation: 15, test: 35 },
    { seed: 1 },
  );
  const within = (part: Iterable<{ readonly text: string }>, rows: readonly LabelledText[]) => {
    const own = new Set(Array.from(part, (row) => row.text));
    return rows.filter((row) => own.has(row.text));
  };
  return {
    tasks: Object.fromEntries(
      balanced.map(([name, rows]) => [
        name,
        {
          train: within(parts.train, rows),
          validation: within(parts.validation, rows),
          test: within(parts.test, rows),
        },
      ]),
    ),
    description: `${source} ${tasks.length} tasks of two classes, ${perClass} texts of each; ${texts.length} texts in all, of which ${parts.train.length} are trained on, ${parts.validation.length} select and ${parts.test.length} test.`,
  };
}
