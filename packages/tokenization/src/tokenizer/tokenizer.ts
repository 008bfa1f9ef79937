import {
  type Encoding,
  type EncodingOptions,
  type TextInput,
  type Tokenizer,
  TomoniError,
  type Vocabulary,
  type WindowOptions,
} from '@tomoni/spec';
import { addedBy, type TemplatePart } from '../template/template.js';
import { assemble, type TakenTokens } from './assemble.js';
import { inputTexts, type Segmenter } from './input.js';
import { type Pipeline, type TextTokens, tokenize } from './pipeline.js';
import { longestFirst } from './truncation.js';
import { owners, windowRanges } from './window-plan.js';

/** What a tokenizer is made of. */
export interface TokenizerParts {
  readonly vocabulary: Vocabulary;
  readonly maxLength: number;
  readonly pipeline: Pipeline;
  readonly segmenter: Segmenter | undefined;
  readonly decode: (ids: readonly number[]) => string;
  readonly files: () => ReadonlyMap<string, Uint8Array>;
}

/** Makes a tokenizer of its parts. */
export function createTokenizer(parts: TokenizerParts): Tokenizer {
  return new PipelineTokenizer(parts);
}

/** The tokens of an input before they are cut to length. */
interface ReadInput {
  readonly texts: readonly TextTokens[];
  readonly template: readonly TemplatePart[];
  /** Tokens of the texts that fit beside those of the template. */
  readonly room: number;
  readonly text: string;
  readonly pair?: string;
}

class PipelineTokenizer implements Tokenizer {
  readonly vocabulary: Vocabulary;
  readonly maxLength: number;
  readonly #parts: TokenizerParts;

  constructor(parts: TokenizerParts) {
    this.vocabulary = parts.vocabulary;
    this.maxLength = parts.maxLength;
    this.#parts = parts;
  }

  encode(input: TextInput, options: EncodingOptions = {}): Encoding {
    const read = this.#read(input, options);
    const [first = 0, second = 0] = read.texts.map(({ ids }) => ids.length);
    const [keptFirst, keptSecond] = longestFirst(first, second, read.room);
    const kept = [keptFirst, keptSecond];
    return this.#assemble(
      read,
      read.texts.map((tokens, i) => ({ tokens, range: { start: 0, end: kept[i] as number } })),
      first + second - keptFirst - keptSecond,
    );
  }

  windows(input: TextInput, options: WindowOptions = {}): Encoding[] {
    const read = this.#read(input, options);
    const sliding = read.texts.length - 1;
    const tokens = read.texts[sliding] as TextTokens;
    const length = tokens.ids.length;
    const before = read.texts[0] as TextTokens;
    // The first text of a pair stands in every window: at most half of it, unless the second needs less.
    const kept =
      sliding === 0
        ? 0
        : Math.min(before.ids.length, Math.max(Math.floor(read.room / 2), read.room - length));
    const truncated = sliding === 0 ? 0 : before.ids.length - kept;
    const room = read.room - kept;
    const overlap = checkedOverlap(options.overlap, room);
    const fixed = (owned?: Uint8Array): TakenTokens[] =>
      sliding === 0
        ? []
        : [{ tokens: before, range: { start: 0, end: kept }, ...(owned === undefined ? {} : { owned }) }];
    if (length <= room)
      return [this.#assemble(read, [...fixed(), { tokens, range: { start: 0, end: length } }], truncated)];
    const ranges = windowRanges(length, room, overlap);
    const owner = owners(length, ranges);
    return ranges.map((range, index) => {
      const owned = Uint8Array.from(owner, (window) => (window === index ? 1 : 0));
      const first = fixed(new Uint8Array(kept).fill(index === 0 ? 1 : 0));
      const window = { index, count: ranges.length };
      return this.#assemble(read, [...first, { tokens, range, owned }], truncated, window);
    });
  }

  decode(ids: ArrayLike<number>): string {
    const wanted = Array.from(ids);
    for (const id of wanted)
      if (this.vocabulary.tokenOf(id) === undefined)
        throw new TomoniError({
          code: 'invalid-argument',
          what: `The index ${id} is not in the vocabulary of ${this.vocabulary.size} tokens.`,
          remedy: 'Decode indices that this tokenizer gave.',
        });
    return wanted.length === 0 ? '' : this.#parts.decode(wanted);
  }

  files(): ReadonlyMap<string, Uint8Array> {
    return this.#parts.files();
  }

  readonly #tokenOf = (id: number): string => this.vocabulary.tokenOf(id) ?? '';

  #read(input: TextInput, options: EncodingOptions): ReadInput {
    const { pipeline, segmenter } = this.#parts;
    const texts = inputTexts(input, options.segments, segmenter);
    const template = texts.length === 1 ? pipeline.template.single : pipeline.template.pair;
    const { maxLength = this.maxLength } = options;
    const room = maxLength - addedBy(template);
    if (!(room >= texts.length) || !(Number.isInteger(maxLength) || maxLength === Infinity))
      throw new TomoniError({
        code: 'invalid-argument',
        what: `A longest encoding of ${maxLength} tokens leaves no room for a token beside ${addedBy(template)} special ones.`,
        remedy: `Give a whole 'maxLength' of at least ${addedBy(template) + texts.length}.`,
      });
    return {
      texts: texts.map((text) => tokenize(text, pipeline, this.#tokenOf)),
      template,
      room,
      text: texts[0].text,
      ...(texts.length === 1 ? {} : { pair: texts[1].text }),
    };
  }

  #assemble(
    read: ReadInput,
    sequences: readonly TakenTokens[],
    truncated: number,
    window?: { readonly index: number; readonly count: number },
  ): Encoding {
    const { template, text, pair } = read;
    const rest = {
      text,
      ...(pair === undefined ? {} : { pair }),
      truncated,
      ...(window === undefined ? {} : { window }),
    };
    return assemble(template, sequences, rest, this.#tokenOf);
  }
}

function checkedOverlap(wanted: number | undefined, room: number): number {
  const overlap = wanted ?? Math.floor(room / 4);
  if (
    !(Number.isInteger(overlap) || overlap === Infinity) ||
    overlap < 0 ||
    (overlap >= room && wanted !== undefined)
  )
    throw new TomoniError({
      code: 'invalid-argument',
      what: `Windows of ${room} tokens cannot overlap by ${overlap}.`,
      remedy: `Give a whole 'overlap' from 0 to ${room - 1}.`,
    });
  return overlap;
}
