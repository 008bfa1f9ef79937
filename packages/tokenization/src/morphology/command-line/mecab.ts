import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { requireKnownOptions } from '@tomoni/spec';
import type { Analyzer, DictionaryName, Morpheme } from '../analyzer.js';
import { unitsOfBytes } from '../byte-offsets.js';
import { factsInText, factsOf, type TagSet } from '../tag-sets/features.js';
import type { Command } from './command.js';
import { commandLineAnalyzer, type ReadAnswer, unknownDictionary } from './command-line-analyzer.js';

/** Options of {@link mecab}. */
export interface MecabOptions {
  /** Folder of a compiled dictionary in UTF-8. Default: the one that MeCab is configured with. */
  readonly dictionary?: string;
  /** File of a compiled user dictionary, such as ipadic-NEologd's. Default: none. */
  readonly userDictionary?: string;
  /** The program. Default `mecab`. */
  readonly command?: string;
  /** Processes that run side by side. Default: one for each processor, at most 4. */
  readonly processes?: number;
}

/** Characters in a line: MeCab takes 5 MiB of UTF-8. */
const longestLine = 1_000_000;

/** Places in bytes, whether the word is unknown, and its features: never a line that could be taken for the end. */
const format = '%ps\\t%pe\\t%s\\t%H\\n';

/**
 * Words and parts of speech by MeCab, as it is installed on the system, with any dictionary of IPADIC, UniDic or JUMAN.
 *
 * A line break is a space, as in MeCab's library: a text is one sentence.
 *
 * @throws TomoniError when it is first asked: `unavailable` where MeCab is not installed or does not start, `mismatch`
 *   where the dictionary is of another family
 *
 * @example
 * ```ts
 * import { mecab } from '@tomoni/tokenization';
 *
 * const analyzer = mecab({ dictionary: '/usr/lib/mecab/dic/unidic-lite' });
 * const [words] = await analyzer.analyze(['静かな森です。']);
 * console.log(words?.map(({ surface, rawTag }) => `${surface}/${rawTag}`));
 * ```
 */
export function mecab(options: MecabOptions = {}): Analyzer {
  requireKnownOptions('mecab()', options, ['dictionary', 'userDictionary', 'command', 'processes']);
  const { command: program = 'mecab', dictionary, userDictionary, processes } = options;
  const command: Command = {
    name: 'MeCab',
    program,
    arguments: [
      ...(dictionary === undefined ? [] : ['-d', dictionary, ...configurationOf(dictionary)]),
      ...(userDictionary === undefined ? [] : ['-u', userDictionary]),
      ...['-O', '', '-F', format, '-U', format, '-B', '', '-E', 'EOS\\n', '-b', '5242880'],
    ],
    environment: {},
    installation:
      'Install it (Debian: apt-get install mecab mecab-ipadic-utf8; macOS: brew install mecab mecab-ipadic), or use kuromoji().',
  };
  return commandLineAnalyzer({
    kind: 'mecab',
    language: 'ja',
    command,
    ...(processes === undefined ? {} : { processes }),
    longestLine,
    lineOf: (text) => text.replace(/[\n\0]/g, ' '),
    recognize(answer) {
      const recognized = dictionaryOf(answer.map((line) => featuresOf(line)));
      if (recognized === undefined)
        throw unknownDictionary(command, answer, 'Use a dictionary of IPADIC, UniDic or JUMAN in UTF-8.');
      return { dictionary: recognized.dictionary, read: reader(recognized.tagSet) };
    },
    options: { ...options },
  });
}

/** A dictionary that brings a configuration file wants it. */
function configurationOf(dictionary: string): string[] {
  const file = join(dictionary, 'mecabrc');
  return existsSync(file) ? ['-r', file] : [];
}

/** Which dictionary cuts and tags the probe so. */
function dictionaryOf(
  words: readonly (readonly string[])[],
): { readonly dictionary: DictionaryName; readonly tagSet: TagSet } | undefined {
  const [quiet = []] = words;
  if (quiet[0] === '名詞' && quiet[1] === '形容動詞語幹') return { dictionary: 'ipadic', tagSet: 'ipadic' };
  if (quiet[0] === '形状詞')
    return { dictionary: quiet.length > 26 ? 'unidic-3' : 'unidic-2.1', tagSet: 'unidic' };
  if (quiet[0] === '形容詞' && quiet[2]?.startsWith('ナ')) return { dictionary: 'juman', tagSet: 'juman' };
  return undefined;
}

function reader(tagSet: TagSet): ReadAnswer {
  const facts = factsOf(tagSet);
  return (answer, line) => {
    const unitAt = unitsOfBytes(line);
    return answer.map((word): Morpheme => {
      const [from, to, state] = word.split('\t', 3);
      const [start, end] = [unitAt(Number(from)), unitAt(Number(to))];
      const surface = line.slice(start, end);
      const known = state === '0';
      return { start, end, surface, known, ...factsInText(surface, known, facts(featuresOf(word))) };
    });
  };
}

/** The features of a word; those with a comma stand in quotes. */
function featuresOf(word: string): string[] {
  const features = word.slice(word.split('\t', 3).join('\t').length + 1);
  if (!features.includes('"')) return features.split(',');
  return Array.from(features.matchAll(/"((?:[^"]|"")*)"(?:,|$)|([^,]*)(?:,|$)/g), ([, quoted, plain = '']) =>
    quoted === undefined ? plain : quoted.replaceAll('""', '"'),
  ).slice(0, -1);
}
