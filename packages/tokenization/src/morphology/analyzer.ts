import type { JsonObject, TextSpan } from '@tomoni/spec';
import type { Segmenter } from '../tokenizer/input.js';
import type { UniversalTag } from './universal-tag.js';

/** One word of a text, as a morphological analyser cuts it. Its span counts in the text as it was given. */
export interface Morpheme extends TextSpan {
  /** The word as it stands in the text: `text.slice(start, end)`. */
  readonly surface: string;
  /** Part of speech in the terms of Universal Dependencies. */
  readonly tag: UniversalTag;
  /** Part of speech in the analyser's own terms, from the general to the particular, joined by commas, such as `名詞,形容動詞語幹`. */
  readonly rawTag: string;
  /** Whether the dictionary has the word; of an analyser that does not say so, always true. */
  readonly known: boolean;
  /** Dictionary form, where the analyser tells it. */
  readonly lemma?: string;
  /** Of words that inflect, where the analyser tells it: the class, such as `五段・カ行イ音便`, and the form, such as `連用形`. */
  readonly conjugation?: { readonly type: string; readonly form: string };
}

/** Languages that analysers are there for. */
export type AnalyzerLanguage = 'ja' | 'en';

/**
 * The dictionaries that analysers are known with, told apart by how they answer: IPADIC, UniDic 2.1 (of which `unidic-lite`
 * is one), UniDic 3, those of JUMAN and of Sudachi, and the model of wink-nlp.
 */
export type DictionaryName = 'ipadic' | 'unidic-2.1' | 'unidic-3' | 'juman' | 'sudachi' | 'wink';

/**
 * Cuts texts into words and tells their parts of speech. White space is no word.
 *
 * It loads what it needs when it is first asked, and once.
 */
export interface Analyzer {
  /** Name of the kind, such as `kuromoji`. */
  readonly kind: string;
  readonly language: AnalyzerLanguage;
  /**
   * The dictionary it uses.
   *
   * @throws TomoniError `unavailable` where the analyser is not installed or does not start, `mismatch` where its
   *   dictionary is not one of those that are known
   */
  dictionary(): Promise<DictionaryName>;
  /**
   * The words of each text, in order.
   *
   * @throws TomoniError `unavailable` where the analyser is not installed or dies, `aborted` on `signal`
   */
  analyze(texts: readonly string[], options?: AnalysisOptions): Promise<Morpheme[][]>;
  /**
   * A function that finds the words of one text at once, as tokenizers need it: all that the analyser takes for words, white
   * space too.
   *
   * @throws TomoniError `unavailable` where the analyser is not installed or does not start
   */
  segmenter(): Promise<Segmenter>;
  /** What makes this analyser again, by `restoreAnalyzer` of `@tomoni/tokenization`. */
  toJSON(): JsonObject;
  /** Ends the processes it has started; it starts them again when asked again. */
  close(): void;
}

/** Options of {@link Analyzer.analyze}. */
export interface AnalysisOptions {
  readonly signal?: AbortSignal;
  /** Called with how many texts are done. */
  readonly progress?: (done: number, total: number) => void;
}
