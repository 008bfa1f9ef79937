import { createRequire } from 'node:module';
import { join } from 'node:path';
import {
  compose,
  cutToEqualSize,
  digitsToZero,
  dropDuplicates,
  halfWidth,
  type Rows,
  readJsonLines,
  removeLineBreaks,
  removeSpaces,
  removeSymbols,
  removeUrls,
  shuffle,
  text,
} from 'tomoni';

/** A text and its topic. */
export interface TopicText {
  readonly text: string;
  readonly topic: string;
}

/** Texts as they are trained on, and what was done to them. */
export interface Corpus {
  readonly rows: Rows<TopicText>;
  readonly description: string;
}

/** An emoji in emojibase's Japanese table. */
interface Emoji {
  readonly label: string;
  readonly tags?: readonly string[];
  readonly group?: number;
}

/** The groups of emoji that are told apart: hair styles, flags and regional indicators are left out. */
const groups: Readonly<Record<number, string>> = {
  0: 'smileys',
  1: 'people',
  3: 'animals',
  4: 'food',
  5: 'travel',
  7: 'objects',
  8: 'symbols',
};

/** Names and keywords of emoji in Japanese, with the group of each: a small topic corpus that npm ships. */
export function readEmoji(): Corpus {
  const emoji: readonly Emoji[] = createRequire(import.meta.url)('emojibase-data/ja/data.json');
  const rows = emoji.flatMap(({ label, tags = [], group }): TopicText[] => {
    const topic = group === undefined ? undefined : groups[group];
    return topic === undefined ? [] : [{ text: [label, ...tags].join('、'), topic }];
  });
  return balanced(rows, undefined, 'Names and keywords of emoji in Japanese (Unicode CLDR, by emojibase).');
}

/** As the source document prepares its texts: digits to 0, half width, without URLs, symbols, line breaks and spaces. */
const prepare = compose(halfWidth, removeUrls, digitsToZero, removeSymbols, removeLineBreaks, removeSpaces);

/** The livedoor news corpus, from `livedoor/all.jsonl.gz` in a folder: bodies alone, cut to equal classes. */
export async function readLivedoor(folder: string, perClass: number): Promise<Corpus> {
  const articles = await readJsonLines(join(folder, 'livedoor', 'all.jsonl.gz'), {
    label: text(),
    text: text(),
  });
  const rows = Array.from(articles, ({ label, text }) => ({
    text: prepare(text).slice(0, 1000),
    topic: label,
  }));
  return balanced(
    rows.filter(({ text }) => text !== ''),
    perClass,
    'Bodies of articles of the livedoor news corpus.',
  );
}

function balanced(rows: readonly TopicText[], perClass: number | undefined, source: string): Corpus {
  const distinct = dropDuplicates(rows, { text: 'text' });
  const shuffled = shuffle(distinct.rows, { seed: 1 });
  const equal = cutToEqualSize(shuffled, 'topic', {
    seed: 1,
    ...(perClass === undefined ? {} : { size: perClass }),
  });
  return { rows: equal.rows, description: [source, distinct.describe(), equal.describe()].join(' ') };
}
