import { TomoniError } from '@tomoni/spec';
import { type CountedWord, PairTable } from './pair-table.js';

/** How a vocabulary of word pieces is learnt. */
export interface VocabularyOptions {
  /** Most tokens of the vocabulary, special ones included. Default 30 000. */
  readonly vocabularySize?: number;
  /** A pair that stands side by side less often is not merged. Default 2. */
  readonly minFrequency?: number;
  /** Most characters that are known; the rarest are left out. Default 1000. */
  readonly limitAlphabet?: number;
  /** Told about every 50 ms how far the work is. */
  readonly progress?: (progress: WordPieceProgress) => void;
  /** Stops the training. */
  readonly signal?: AbortSignal;
}

/** How far a training is. */
export type WordPieceProgress =
  /** Texts whose words have been counted. */
  | { readonly phase: 'counting'; readonly texts: number }
  /** Tokens of the vocabulary so far, of those wanted. */
  | { readonly phase: 'merging'; readonly tokens: number; readonly wanted: number };

/** Where the words of a vocabulary come from. */
export interface VocabularySource {
  readonly texts: Iterable<string> | AsyncIterable<string>;
  /** The words of a text, as the tokenizer is going to cut them into pieces. */
  readonly wordsOf: (text: string) => Iterable<string>;
  /** Tokens that come first. */
  readonly special: readonly string[];
}

/**
 * The tokens of a WordPiece vocabulary in the order of their indices: special ones, characters, and then what merging the most
 * frequent pair of neighbouring tokens makes, again and again.
 *
 * @throws TomoniError `invalid-argument` where an option is out of range or the vocabulary is too small for the
 * alphabet, `invalid-data` where the texts hold no word, `aborted` where the signal stops it
 */
export async function learnVocabulary(
  { texts, wordsOf, special }: VocabularySource,
  options: VocabularyOptions,
): Promise<readonly string[]> {
  const {
    vocabularySize = 30_000,
    minFrequency = 2,
    limitAlphabet = 1000,
    progress = () => {},
    signal,
  } = options;
  checkCounts({ vocabularySize, minFrequency, limitAlphabet });
  const breather = new Breather(signal);
  const words = await countWords(texts, wordsOf, breather, progress);
  if (words.size === 0)
    throw new TomoniError({
      code: 'invalid-data',
      what: 'The texts hold no word to learn a vocabulary from.',
      remedy: 'Give texts with letters in them.',
    });
  const alphabet = mostFrequentCharacters(words, limitAlphabet);
  const known = new Set(alphabet);
  const readable = [...words].filter(([word]) => Array.from(word).every((character) => known.has(character)));
  const inside = new Set(readable.flatMap(([word]) => Array.from(word).slice(1)));

  const tokens = new Tokens();
  for (const token of special) tokens.idOf(token);
  for (const character of alphabet) tokens.idOf(character);
  for (const character of alphabet) if (inside.has(character)) tokens.idOf(`##${character}`);
  if (tokens.size > vocabularySize)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `A vocabulary of ${vocabularySize} tokens is too small: special tokens and ${alphabet.length} characters take ${tokens.size}.`,
      remedy: "Raise 'vocabularySize', or lower 'limitAlphabet'.",
    });

  const pairs = new PairTable(
    readable.map(
      ([word, count]): CountedWord => ({
        symbols: Array.from(word, (character, i) => tokens.idOf(i === 0 ? character : `##${character}`)),
        count,
      }),
    ),
  );
  while (tokens.size < vocabularySize) {
    const pair = pairs.mostFrequent();
    if (pair === undefined || pair.count < Math.max(1, minFrequency)) break;
    pairs.merge(pair, tokens.idOf(tokens.of(pair.left) + tokens.of(pair.right).slice(2)));
    if (breather.due) {
      progress({ phase: 'merging', tokens: tokens.size, wanted: vocabularySize });
      await breather.breathe();
    }
  }
  progress({ phase: 'merging', tokens: tokens.size, wanted: vocabularySize });
  return tokens.list;
}

async function countWords(
  texts: VocabularySource['texts'],
  wordsOf: VocabularySource['wordsOf'],
  breather: Breather,
  progress: (progress: WordPieceProgress) => void,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  let read = 0;
  for await (const text of texts) {
    for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
    read++;
    if (breather.due) {
      progress({ phase: 'counting', texts: read });
      await breather.breathe();
    }
  }
  breather.check();
  progress({ phase: 'counting', texts: read });
  return counts;
}

/** The most frequent characters, by code point; of equally frequent ones the lower stays. */
function mostFrequentCharacters(words: ReadonlyMap<string, number>, limit: number): string[] {
  const counts = new Map<string, number>();
  for (const [word, count] of words)
    for (const character of word) counts.set(character, (counts.get(character) ?? 0) + count);
  const order = (character: string) => character.codePointAt(0) as number;
  return [...counts]
    .sort(([a, countA], [b, countB]) => countB - countA || order(a) - order(b))
    .slice(0, limit)
    .map(([character]) => character)
    .sort((a, b) => order(a) - order(b));
}

/** Tokens in the order in which they were made. */
class Tokens {
  readonly list: string[] = [];
  readonly #ids = new Map<string, number>();

  get size(): number {
    return this.list.length;
  }

  /** Index of a token, which is made where there is none yet. */
  idOf(token: string): number {
    let id = this.#ids.get(token);
    if (id === undefined) {
      id = this.list.push(token) - 1;
      this.#ids.set(token, id);
    }
    return id;
  }

  of(id: number): string {
    return this.list[id] as string;
  }
}

/** Lets other work run now and then, and notices the signal. */
class Breather {
  readonly #signal: AbortSignal | undefined;
  #last = performance.now();

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
    this.check();
  }

  get due(): boolean {
    return performance.now() - this.#last > 50;
  }

  async breathe(): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve));
    this.#last = performance.now();
    this.check();
  }

  check(): void {
    if (this.#signal?.aborted)
      throw new TomoniError({
        code: 'aborted',
        what: 'The training of the vocabulary was stopped by its signal.',
        cause: this.#signal.reason,
      });
  }
}

function checkCounts(counts: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(counts))
    if (!Number.isInteger(value) || value < 1)
      throw new TomoniError({
        code: 'invalid-argument',
        what: `The option '${name}' is ${value}, not a whole number above 0.`,
        remedy: `Give a whole number as '${name}'.`,
      });
}
