import type { AddedTokenSplitter } from '../added-tokens/added-token-splitter.js';
import { AlignedText } from '../alignment/aligned-text.js';
import type { PreTokenizer } from '../pre-tokenization/pre-tokenizer.js';
import type { SubwordModel } from '../subwords/subword-model.js';
import type { Template } from '../template/template.js';
import { trimOffsets } from '../template/trim-offsets.js';
import { wellFormed } from '../unicode/characters.js';
import type { InputText, Stretch } from './input.js';

/** The parts that turn a text into tokens. */
export interface Pipeline {
  readonly addedTokens: AddedTokenSplitter;
  /** Finds the words of a text whose words are not given, before it is split further. */
  readonly findWords: PreTokenizer | undefined;
  readonly preTokenize: PreTokenizer;
  readonly model: SubwordModel;
  readonly template: Template;
}

/** The tokens of one text, without what a template adds. */
export interface TextTokens {
  readonly ids: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly words: readonly number[];
}

/** Cuts a text into tokens. */
export function tokenize(input: InputText, pipeline: Pipeline, tokenOf: (id: number) => string): TextTokens {
  const gathered: GatheredTokens = { ids: [], starts: [], ends: [], words: [], nextWord: 0 };
  for (const stretch of input.stretches) tokenizeStretch(stretch, pipeline, tokenOf, gathered);
  return gathered;
}

interface GatheredTokens {
  readonly ids: number[];
  readonly starts: number[];
  readonly ends: number[];
  readonly words: number[];
  nextWord: number;
}

function tokenizeStretch(
  stretch: Stretch,
  { addedTokens, findWords, preTokenize, model, template }: Pipeline,
  tokenOf: (id: number) => string,
  gathered: GatheredTokens,
): void {
  const { ids, starts, ends, words } = gathered;
  const from = ids.length;
  // A given word is read by itself, as in Python; a stretch between segments knows that the text began before it.
  const place = stretch.word === undefined ? stretch.base : 0;
  const base = stretch.base - place;
  for (const section of addedTokens(new AlignedText(wellFormed(stretch.text), place))) {
    if (section.id !== undefined) {
      ids.push(section.id);
      starts.push(section.text.start(0));
      ends.push(section.text.end(section.text.text.length));
      words.push(stretch.word ?? gathered.nextWord++);
      continue;
    }
    const stretches =
      findWords === undefined || stretch.word !== undefined ? [section.text] : findWords(section.text);
    for (const piece of stretches.flatMap(preTokenize)) {
      if (piece.text === '') continue;
      const word = stretch.word ?? gathered.nextWord++;
      const { ids: found, bounds } = model(piece.text);
      for (let i = 0; i < found.length; i++) {
        ids.push(found[i] as number);
        starts.push(piece.start(bounds[2 * i] as number));
        ends.push(piece.end(bounds[2 * i + 1] as number));
        words.push(word);
      }
    }
  }
  if (template.trimOffsets !== undefined)
    trimOffsets(
      gathered,
      { text: stretch.text, place, from, tokens: ids.slice(from).map(tokenOf) },
      template.trimOffsets.addPrefixSpace,
    );
  if (base > 0)
    for (let i = from; i < ids.length; i++) {
      starts[i] = (starts[i] as number) + base;
      ends[i] = (ends[i] as number) + base;
    }
}
