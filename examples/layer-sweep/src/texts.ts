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

/** What the study is made on, and what was done to it. */
export interface Corpus {
  /** As many texts of each topic, none twice. */
  readonly rows: Rows<TopicText>;
  /** Texts that are left over, 2,000 at most: no fold has them. */
  readonly others: readonly string[];
  readonly description: string;
}

/** An emoji in emojibase's Japanese table. */
interface Emoji {
  readonly label: string;
  readonly tags?: readonly string[];
  readonly group?: number;
}

/** The groups of emoji that are told apart: hair styles, flags and regional indicators are left over. */
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
  const texts = emoji.map(({ label, tags = [], group }) => ({
    text: [label, ...tags].join('、'),
    topic: group === undefined ? undefined : groups[group],
  }));
  return balanced(texts, undefined, 'Names and keywords of emoji in Japanese (Unicode CLDR, by emojibase).');
}

/** As the source document prepares its texts: digits to 0, half width, without URLs, symbols, line breaks and spaces. */
const prepare = compose(halfWidth, removeUrls, digitsToZero, removeSymbols, removeLineBreaks, removeSpaces);

/** The livedoor news corpus, from `livedoor/all.jsonl.gz` in a folder: bodies alone, of which no encoder reads more than the beginning. */
export async function readLivedoor(folder: string, perClass: number): Promise<Corpus> {
  const articles = await readJsonLines(join(folder, 'livedoor', 'all.jsonl.gz'), {
    label: text(),
    text: text(),
  });
  const texts = Array.from(articles, ({ label, text }) => ({
    text: prepare(text).slice(0, 1000),
    topic: label,
  }));
  return balanced(
    texts.filter(({ text }) => text !== ''),
    perClass,
    'Bodies of articles of the livedoor news corpus.',
  );
}

/** Drops texts that stand there twice, shuffles, and takes as many of each topic. Texts without a topic are left over. */
function balanced(
  texts: readonly { readonly text: string; readonly topic: string | undefined }[],
  perClass: number | undefined,
  source: string,
): Corpus {
  const distinct = dropDuplicates(texts, { text: 'text' });
  const labelled = Array.from(shuffle(distinct.rows, { seed: 1 })).flatMap(({ text, topic }): TopicText[] =>
    topic === undefined ? [] : [{ text, topic }],
  );
  const equal = cutToEqualSize(labelled, 'topic', {
    seed: 1,
    ...(perClass === undefined ? {} : { size: perClass }),
  });
  const chosen = new Set(Array.from(equal.rows, ({ text }) => text));
  return {
    rows: equal.rows,
    others: Array.from(distinct.rows, ({ text }) => text)
      .filter((each) => !chosen.has(each))
      .slice(0, 2000),
    description: [source, distinct.describe(), equal.describe()].join(' '),
  };
}
