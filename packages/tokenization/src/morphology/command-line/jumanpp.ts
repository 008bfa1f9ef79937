import { requireKnownOptions } from '@tomoni/spec';
import type { Analyzer, Morpheme } from '../analyzer.js';
import { locate } from '../locate.js';
import { factsOf } from '../tag-sets/features.js';
import type { Command } from './command.js';
import { commandLineAnalyzer, unknownDictionary } from './command-line-analyzer.js';

/** Options of {@link jumanpp}. */
export interface JumanppOptions {
  /** The program. Default `jumanpp`. */
  readonly command?: string;
  /** Processes that run side by side. Default: one for each processor, at most 4. */
  readonly processes?: number;
}

/** Characters in a line. */
const longestLine = 1000;

/**
 * Japanese words and parts of speech by Juman++, as it is installed on the system.
 *
 * Source: Tolmachev, Kawahara and Kurohashi, "Juman++: a morphological analysis toolkit for scriptio continua", EMNLP 2018.
 *
 * @throws TomoniError when it is first asked: `unavailable` where Juman++ is not installed or does not start
 *
 * @example
 * ```ts
 * import { jumanpp } from '@tomoni/tokenization';
 *
 * const [words] = await jumanpp().analyze(['静かな森です。']);
 * console.log(words?.map(({ surface, rawTag }) => `${surface}/${rawTag}`));
 * ```
 */
export function jumanpp(options: JumanppOptions = {}): Analyzer {
  requireKnownOptions('jumanpp()', options, ['command', 'processes']);
  const { command: program = 'jumanpp', processes } = options;
  const command: Command = {
    name: 'Juman++',
    program,
    arguments: [],
    environment: {},
    installation: 'Build it from the sources at github.com/ku-nlp/jumanpp, or use kuromoji().',
  };
  return commandLineAnalyzer({
    kind: 'jumanpp',
    language: 'ja',
    command,
    ...(processes === undefined ? {} : { processes }),
    longestLine,
    // A line that begins with # is a comment, and fields are parted by spaces.
    lineOf: (text) => text.replace(/[\s\p{Cc}]/gu, '\u3000').replace(/^#/, '＃'),
    recognize(answer) {
      if (answer.some((line) => fieldsOf(line) !== undefined)) return { dictionary: 'juman', read };
      throw unknownDictionary(command, answer, 'Use version 2 of Juman++.');
    },
    options: { ...options },
  });
}

const facts = factsOf('juman');

function read(answer: readonly string[], line: string): Morpheme[] {
  const find = locate(line, 'Juman++');
  return answer.flatMap((word) => {
    const fields = fieldsOf(word);
    if (fields === undefined) return [];
    const [surface = '', , lemma = '*', tag = '', , subtag = '', , type = '*', , form = '*'] = fields;
    const known = tag !== '未定義語' && !word.includes('品詞推定');
    return [{ ...find(surface), surface, known, ...facts([tag, subtag, type, form, lemma]) }];
  });
}

/** The fields of a word; none of a comment, and of another reading of the word before, which begins with @. */
function fieldsOf(line: string): readonly string[] | undefined {
  const fields = line.split(' ');
  return /^\d+$/.test(fields[4] ?? '') ? fields : undefined;
}
