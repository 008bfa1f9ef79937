import { type Json, TomoniError } from '@tomoni/spec';
import type { Analyzer, DictionaryName } from '../morphology/analyzer.js';
import { jumanpp } from '../morphology/command-line/jumanpp.js';
import { type SudachiOptions, sudachi } from '../morphology/command-line/sudachi.js';
import { kuromoji } from '../morphology/kuromoji/kuromoji.js';
import type { Segmenter } from '../tokenizer/input.js';
import type { AnalysedSettings } from './japanese-settings.js';

/** A dictionary that a vocabulary was made with. */
interface Requirement {
  /** As the configuration names it. */
  readonly name: string;
  readonly dictionary: DictionaryName;
  /** What to do where another analyser is at hand. */
  readonly remedy: string;
  /** The analyser that is taken where none is given; `undefined` where none comes as a package. */
  readonly standard: (() => Analyzer) | undefined;
}

/**
 * The dictionary that a tokenizer's words have to come from.
 *
 * The models of the first version (2019) do not say which: their words are IPADIC's, as Python transformers took it for
 * granted then. Those of the later versions (2021, 2023) say `unidic_lite`.
 */
function requirementOf({ words, options }: AnalysedSettings): Requirement {
  if (words === 'sudachi') {
    const { sudachi_split_mode: mode, sudachi_dict_type: dictionary } = options;
    const wanted: SudachiOptions = {
      ...(mode === 'A' || mode === 'B' || mode === 'C' ? { mode } : {}),
      ...(dictionary === 'small' || dictionary === 'core' || dictionary === 'full' ? { dictionary } : {}),
    };
    return {
      name: 'Sudachi',
      dictionary: 'sudachi',
      remedy: `Load it with the option analyzer: sudachi(${JSON.stringify(wanted)}).`,
      standard: () => sudachi(wanted),
    };
  }
  if (words === 'jumanpp')
    return {
      name: 'Juman++',
      dictionary: 'juman',
      remedy: 'Load it with the option analyzer: jumanpp().',
      standard: () => jumanpp(),
    };
  return mecabRequirement(options.mecab_dic === undefined ? 'ipadic' : options.mecab_dic);
}

function mecabRequirement(name: Json): Requirement {
  switch (name) {
    case 'ipadic':
      return {
        name,
        dictionary: 'ipadic',
        remedy: 'Load it with the option analyzer: kuromoji(), or mecab() with the dictionary IPADIC.',
        standard: kuromoji,
      };
    case 'unidic_lite':
      return {
        name,
        dictionary: 'unidic-2.1',
        remedy:
          "Install MeCab and the Python package unidic-lite, which holds the dictionary, and load the tokenizer with the option analyzer: mecab({ dictionary: '…/unidic_lite/dicdir' }).",
        standard: undefined,
      };
    case 'unidic':
      return {
        name,
        dictionary: 'unidic-3',
        remedy:
          "Install MeCab and UniDic 3 (the Python package unidic downloads it), and load the tokenizer with the option analyzer: mecab({ dictionary: '…/unidic/dicdir' }).",
        standard: undefined,
      };
    default:
      throw new TomoniError({
        code: 'malformed-file',
        what: `The mecab_dic ${JSON.stringify(name)} of a BertJapaneseTokenizer is not known.`,
        where: { file: 'tokenizer_config.json' },
        remedy: "Write 'ipadic', 'unidic_lite' or 'unidic', whichever the vocabulary was made with.",
      });
  }
}

/**
 * The segmenter of a `BertJapaneseTokenizer`. Where no analyser is given and the one it takes is not there, it is a
 * segmenter that says so when it is first used, so that texts whose words are known can still be read.
 *
 * @throws TomoniError `mismatch` where the analyser that is given has another dictionary, `unavailable` where it does not
 *   start
 */
export async function japaneseSegmenter(
  settings: AnalysedSettings,
  given: Analyzer | undefined,
): Promise<{ readonly segmenter: Segmenter; readonly analyzer?: Analyzer }> {
  const { name, dictionary, remedy, standard } = requirementOf(settings);
  const analyzer = given ?? standard?.();
  if (analyzer === undefined)
    return {
      segmenter: refuser(
        new TomoniError({
          code: 'unavailable',
          what: `This tokenizer reads words of the dictionary ${name}, and no analyser that has it was given.`,
          remedy,
        }),
      ),
    };
  try {
    const found = await analyzer.dictionary();
    if (found !== dictionary)
      throw new TomoniError({
        code: 'mismatch',
        what: `This tokenizer reads words of the dictionary ${name}, but the analyser ${analyzer.kind} has ${found}.`,
        remedy,
      });
    return { segmenter: await analyzer.segmenter(), analyzer };
  } catch (error) {
    if (given === undefined && error instanceof TomoniError && error.code === 'unavailable')
      return { segmenter: refuser(error) };
    throw error;
  }
}

/** A segmenter for tokenizers that were made in memory, without a look at what is installed. */
export function missingSegmenter({ words }: AnalysedSettings): Segmenter {
  return refuser(
    new TomoniError({
      code: 'invalid-argument',
      what: `This tokenizer reads the words of ${words}, not plain texts.`,
      remedy:
        "Read it with loadTokenizer, which finds an analyser, or give it a 'segmenter' or { words: [...] }.",
    }),
  );
}

function refuser(error: TomoniError): Segmenter {
  return () => {
    throw error;
  };
}
