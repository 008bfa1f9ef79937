import { type Tokenizer, TomoniError } from '@tomoni/spec';
import { AlignedText } from '../alignment/aligned-text.js';
import { bertNormalizer } from '../normalization/bert.js';
import { bertWords } from '../pre-tokenization/bert.js';
import { inputTexts } from '../tokenizer/input.js';
import { wellFormed } from '../unicode/characters.js';
import { type CountedWord, PairTable } from './pair-table.js';
import { bertSpecialTokens, type WordPieceOptions, wordPieceTokenizer } from './word-piece-tokenizer.js';

/** How a WordPiece vocabulary is learnt. */
export interface WordPieceTrainingOptions extends Omit<WordPieceOptions, 'vocabulary'> {
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

/**
 * Learns a WordPiece vocabulary from texts and makes a tokenizer of it.
 *
 * Beginning with single characters, the most frequent pair of neighbouring tokens becomes a token, again and again.
 * This is the procedure of Python tokenizers' `WordPieceTrainer` (pairs are chosen by count, not by likelihood). Equal
 * input gives an equal vocabulary: of equally frequent pairs the one whose tokens are older goes first, and single
 * characters are ordered by code point. Words with a character outside the alphabet are not learnt from, as the
 * tokenizer cannot read them.
 *
 * Counting keeps the distinct words in memory; a merge costs the words that hold its pair.
 *
 * @throws TomoniError `invalid-argument` where an option is out of range or the vocabulary is too small for the
 * alphabet, `invalid-data` where the texts hold no word, `aborted` where the signal stops it
 *
 * @example
 * ```ts
 * import { trainWordPiece } from '@tomoni/tokenization';
 *
 * const texts = ['a low lower lowest tower', 'newer and lower towers'];
 * const tokenizer = await trainWordPiece(texts, { vocabularySize: 60, maxLength: 128 });
 * console.log(tokenizer.encode('lower').tokens);
 * ```
 */
export async function trainWordPiece(
  texts: Iterable<string> | AsyncIterable<string>,
  options: WordPieceTrainingOptions = {},
): Promise<Tokenizer> {
  const {
    vocabularySize = 30_000,
    minFrequency = 2,
    limitAlphabet = 1000,
    progress = () => {},
    signal,
    ...rest
  } = options;
  checkCounts({ vocabularySize, minFrequency, limitAlphabet });
  const breather = new Breather(signal);
  const words = await countWords(texts, rest, breather, progress);
  if (words.size === 0)
    throw new TomoniError({
      code: 'invalid-data',
      what: 'The texts hold no word to learn a vocabulary from.',
      remedy: 'Give texts with letters in them.',
    });
  const special = { ...bertSpecialTokens, ...rest.special };
  const alphabet = mostFrequentCharacters(words, limitAlphabet);
  const known = new Set(alphabet);
  const readable = [...words].filter(([word]) => Array.from(word).every((character) => known.has(character)));
  const inside = new Set(readable.flatMap(([word]) => Array.from(word).slice(1)));

  const tokens = new Tokens();
  for (const token of Object.values<string | undefined>(special)) if (token !== undefined) tokens.idOf(token);
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
  return wordPieceTokenizer({ ...rest, vocabulary: tokens.list });
}

async function countWords(
  texts: Iterable<string> | AsyncIterable<string>,
  options: Omit<WordPieceOptions, 'vocabulary'>,
  breather: Breather,
  progress: (progress: WordPieceProgress) => void,
): Promise<Map<string, number>> {
  const { lowercase = true, stripAccents = lowercase, spaceChinese = true, segmenter } = options;
  const normalize = bertNormalizer({ cleanText: true, spaceChinese, stripAccents, lowercase });
  const counts = new Map<string, number>();
  let read = 0;
  for await (const text of texts) {
    for (const stretch of inputTexts(text, undefined, segmenter)[0].stretches)
      for (const { text: word } of bertWords(normalize(new AlignedText(wellFormed(stretch.text)))))
        counts.set(word, (counts.get(word) ?? 0) + 1);
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
