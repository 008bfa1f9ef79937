import {
  type Encoder,
  type Encoding,
  requireKnownOptions,
  type TextInput,
  type TextSpan,
  TomoniError,
} from '@tomoni/spec';
import { requireOneOf } from '../options/require-one-of.js';
import { variants } from './masking-sets.js';
import { type ScoringOptions, scoreEncodings } from './score-encodings.js';
import type { TokenScores } from './token-scores.js';

/** Options of {@link pseudoLogLikelihood}. */
export interface PseudoLogLikelihoodOptions extends ScoringOptions {
  /** What happens to a text that is too long: it is cut (and counted), or read in overlapping windows, where each token is scored by the one in which it has the most context. Default `truncate`. */
  readonly long?: 'truncate' | 'windows';
  /** Longest encoding in tokens, special tokens included. Default: the longest that the model takes. */
  readonly maxLength?: number;
}

/** A token with its log probability. */
export interface TokenLikelihood {
  readonly token: string;
  /** Where it stands in its text, in UTF-16 code units. */
  readonly span: TextSpan;
  /** Index of its word in its text. */
  readonly word: number;
  /** 0 in the text, 1 in its pair. */
  readonly sequence: number;
  /** Natural logarithm of its probability. */
  readonly logProbability: number;
}

/** A word of the tokenizer with the sum of its tokens' log probabilities. */
export interface WordLikelihood {
  readonly text: string;
  readonly span: TextSpan;
  /** 0 in the text, 1 in its pair. */
  readonly sequence: number;
  readonly tokens: number;
  readonly logProbability: number;
}

/** The pseudo-log-likelihood of some text, summed over its tokens. */
export interface Likelihood {
  readonly logLikelihood: number;
  readonly tokenCount: number;
  readonly wordCount: number;
  /** Pseudo-perplexity (PPPL) per token, `exp(−logLikelihood / tokens)`; `NaN` where there is none. */
  readonly perplexity: number;
  /** The same per word. */
  readonly wordPerplexity: number;
  /** Tokens that were cut away and not scored. */
  readonly truncated: number;
}

/** A text with the log probabilities of its tokens and words. */
export interface TextLikelihood extends Likelihood {
  readonly tokens: readonly TokenLikelihood[];
  readonly words: readonly WordLikelihood[];
}

/** The corpus, and each of its texts. */
export interface PseudoLogLikelihood extends Likelihood {
  /** One per input, in order. */
  readonly texts: readonly TextLikelihood[];
  /** Masked copies that a forward pass was run for; equal ones are run once. */
  readonly copies: number;
}

/**
 * How likely texts are to a masked language model: the sum of the log probabilities of their tokens, each predicted with
 * itself masked, and others as the variant says.
 *
 * A token that the template added is neither masked nor scored; an empty text has the sum 0. The vocabulary is scored, and
 * the last layer run, at the scored positions alone. Equal texts are scored once, and equal masked copies are run once:
 * those of a whole word, and of texts that differ in masked tokens alone. In a bidirectional encoder every state above
 * layer 0 depends on every token, so nothing else is shared. With a `log`, a killed run goes on where it stopped.
 *
 * Source: Salazar et al., "Masked language model scoring", ACL 2020; Kauf and Ivanova, "A better way to do masked language
 * model scoring", ACL 2023, whose `word-l2r` is the default.
 *
 * @throws TomoniError `invalid-argument` where the encoder has no mask token, or its checkpoint no masked language model
 * head, or an option is out of range, `mismatch` where the log is of another model, `aborted` where the signal fires
 *
 * @example
 * ```ts
 * import { pseudoLogLikelihood } from '@tomoni/labels';
 * import type { Encoder, Head, MaskedTokens } from '@tomoni/spec';
 *
 * async function compare(encoder: Encoder, head: Head<MaskedTokens, unknown, object>) {
 *   const texts = ['The traveler lost the souvenir.', 'The traveler lost the the.'];
 *   const scored = await pseudoLogLikelihood(encoder, texts, { head, variant: 'word-l2r' });
 *   console.log(scored.texts.map(({ logLikelihood }) => logLikelihood), scored.perplexity);
 * }
 * ```
 */
export async function pseudoLogLikelihood(
  encoder: Encoder,
  texts: readonly TextInput[],
  given: PseudoLogLikelihoodOptions,
): Promise<PseudoLogLikelihood> {
  requireKnownOptions('pseudoLogLikelihood()', given, [
    'long',
    'maxLength',
    'head',
    'variant',
    'batchTokens',
    'log',
    'signal',
    'progress',
  ]);
  const { long = 'truncate', maxLength, ...options } = given;
  checkOptions(options);
  const input = { long, ...(maxLength === undefined ? {} : { maxLength }) };
  const windows = texts.map((text, row) => {
    try {
      return encoder.encode(text, input);
    } catch (error) {
      throw error instanceof TomoniError ? error.at({ row }) : error;
    }
  });
  const { scores, copies } = await scoreEncodings(encoder, windows.flat(), options);
  let next = 0;
  const scored = windows.map((own) => {
    const start = next;
    next += own.length;
    return textLikelihood(own, scores.slice(start, next));
  });
  return { texts: scored, ...total(scored), copies };
}

function checkOptions({ variant = 'word-l2r', batchTokens = 1 }: ScoringOptions): void {
  requireOneOf('variant', variant, variants);
  if (!Number.isSafeInteger(batchTokens) || batchTokens < 1)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `A batch of at most ${batchTokens} tokens holds no text.`,
      remedy: "Give a whole number from 1 on as 'batchTokens'.",
    });
}

function textLikelihood(windows: readonly Encoding[], scores: readonly TokenScores[]): TextLikelihood {
  const tokens = windows.flatMap((encoding, index) =>
    tokenLikelihoods(encoding, scores[index] as TokenScores),
  );
  const words = wordLikelihoods(tokens, windows[0] as Encoding);
  const sums = {
    logLikelihood: tokens.reduce((sum, { logProbability }) => sum + logProbability, 0),
    tokenCount: tokens.length,
    wordCount: words.length,
    truncated: windows.reduce((sum, { truncated }) => sum + truncated, 0),
  };
  return { ...sums, ...perplexities(sums), tokens, words };
}

function tokenLikelihoods(encoding: Encoding, scores: TokenScores): TokenLikelihood[] {
  const { tokens, offsets, wordIds, sequenceIds } = encoding;
  return Array.from(scores).flatMap((logProbability, i) =>
    Number.isNaN(logProbability)
      ? []
      : [
          {
            token: tokens[i] as string,
            span: { start: offsets[2 * i] as number, end: offsets[2 * i + 1] as number },
            word: wordIds[i] as number,
            sequence: sequenceIds[i] as number,
            logProbability,
          },
        ],
  );
}

function wordLikelihoods(
  tokens: readonly TokenLikelihood[],
  { text, pair = '' }: Encoding,
): WordLikelihood[] {
  const words: TokenLikelihood[][] = [];
  for (const token of tokens) {
    const last = words.at(-1)?.[0];
    if (last !== undefined && last.word === token.word && last.sequence === token.sequence)
      words.at(-1)?.push(token);
    else words.push([token]);
  }
  return words.map((word) => {
    const [{ sequence, span }] = word as [TokenLikelihood];
    const own = { start: span.start, end: (word.at(-1) as TokenLikelihood).span.end };
    return {
      text: (sequence === 1 ? pair : text).slice(own.start, own.end),
      span: own,
      sequence,
      tokens: word.length,
      logProbability: word.reduce((sum, { logProbability }) => sum + logProbability, 0),
    };
  });
}

type Sums = Pick<Likelihood, 'logLikelihood' | 'tokenCount' | 'wordCount' | 'truncated'>;

function total(texts: readonly Sums[]): Likelihood {
  const sum = (field: keyof Sums) => texts.reduce((all, text) => all + text[field], 0);
  const sums = {
    logLikelihood: sum('logLikelihood'),
    tokenCount: sum('tokenCount'),
    wordCount: sum('wordCount'),
    truncated: sum('truncated'),
  };
  return { ...sums, ...perplexities(sums) };
}

function perplexities({ logLikelihood, tokenCount, wordCount }: Sums) {
  return {
    perplexity: Math.exp(-logLikelihood / tokenCount),
    wordPerplexity: Math.exp(-logLikelihood / wordCount),
  };
}
