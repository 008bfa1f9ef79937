import { requireKnownOptions } from '@tomoni/spec';
import type { Analyzer, Morpheme } from '../analyzer.js';
import { locate } from '../locate.js';
import { factsInText, factsOf } from '../tag-sets/features.js';
import type { Command } from './command.js';
import { commandLineAnalyzer, unknownDictionary } from './command-line-analyzer.js';

/** Options of {@link sudachi}. */
export interface SudachiOptions {
  /** How long the words are: `A` the shortest, `C` the longest. Default `A`, whose words are UniDic's. */
  readonly mode?: 'A' | 'B' | 'C';
  /** Which of its dictionaries. Default `core`. */
  readonly dictionary?: 'small' | 'core' | 'full';
  /** The program. Default `sudachipy`. */
  readonly command?: string;
  /** Processes that run side by side. Default: one for each processor, at most 4. */
  readonly processes?: number;
}

/** Characters in a line: Sudachi takes 48 KiB of UTF-8. */
const longestLine = 12_000;

/**
 * Japanese words and parts of speech by Sudachi's command line, `sudachipy`, as it is installed on the system.
 *
 * Source: Takaoka et al., "Sudachi: a Japanese tokenizer for business", LREC 2018.
 *
 * @throws TomoniError when it is first asked: `unavailable` where Sudachi is not installed or does not start
 *
 * @example
 * ```ts
 * import { sudachi } from '@tomoni/tokenization';
 *
 * const [words] = await sudachi({ mode: 'C' }).analyze(['静かな森です。']);
 * console.log(words?.map(({ surface, rawTag }) => `${surface}/${rawTag}`));
 * ```
 */
export function sudachi(options: SudachiOptions = {}): Analyzer {
  requireKnownOptions('sudachi()', options, ['mode', 'dictionary', 'command', 'processes']);
  const { mode = 'A', dictionary = 'core', command: program = 'sudachipy', processes } = options;
  const command: Command = {
    name: 'Sudachi',
    program,
    arguments: ['tokenize', '-m', mode, '-s', dictionary, '-a'],
    // Without it, Python keeps answers back until it has many.
    environment: { PYTHONUNBUFFERED: '1', PYTHONIOENCODING: 'utf-8' },
    installation: `Install it with: pip install sudachipy sudachidict_${dictionary}`,
  };
  return commandLineAnalyzer({
    kind: 'sudachi',
    language: 'ja',
    command,
    ...(processes === undefined ? {} : { processes }),
    longestLine,
    lineOf: (text) => text.replace(/[\p{Cc}\u2028\u2029]/gu, ' '),
    recognize(answer) {
      if (answer[0]?.split('\t')[1]?.split(',').length === 6) return { dictionary: 'sudachi', read };
      throw unknownDictionary(command, answer, "Use the command line of SudachiPy, 'sudachipy'.");
    },
    options: { ...options },
  });
}

const facts = factsOf('sudachi');

function read(answer: readonly string[], line: string): Morpheme[] {
  const find = locate(line, 'Sudachi');
  return answer.map((word) => {
    const [surface = '', tag = '', , lemma = '*', ...rest] = word.split('\t');
    const known = !rest.includes('(OOV)');
    return {
      ...find(surface),
      surface,
      known,
      ...factsInText(surface, known, facts([...tag.split(','), lemma])),
    };
  });
}
