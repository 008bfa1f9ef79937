import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { requireKnownOptions, type Tokenizer, TomoniError } from '@tomoni/spec';
import { japaneseSegmenter } from '../japanese/japanese-analyzer.js';
import { isAnalysed, japaneseSettings } from '../japanese/japanese-settings.js';
import type { Analyzer } from '../morphology/analyzer.js';
import { restoreAnalyzer } from '../morphology/restore-analyzer.js';
import { jsonBytes, readJson, type TokenizerFiles } from './json-file.js';
import {
  analyzerFile,
  configurationIn,
  tokenizerFileNames,
  tokenizerFromFiles,
} from './tokenizer-from-files.js';
import type { TokenizerOptions } from './tokenizer-options.js';

/** What the files of a tokenizer do not say. */
export interface LoadTokenizerOptions extends TokenizerOptions {
  /**
   * Finds the words for a `BertJapaneseTokenizer`; it is saved with the tokenizer. Default: the analyser that the tokenizer
   * was saved with; else, by the dictionary that the model needs, {@link kuromoji} for IPADIC, {@link sudachi} or
   * {@link jumanpp}. For UniDic there is no default.
   */
  readonly analyzer?: Analyzer;
}

/**
 * The tokenizer in a folder: see {@link tokenizerFromFiles}.
 *
 * @throws TomoniError `not-found` where the folder holds no tokenizer, `malformed-file` or `mismatch` where its files
 * cannot be used; of a Japanese tokenizer also `mismatch` where the analyser has another dictionary than the model needs,
 * and `unavailable` where the analyser that is given does not start
 *
 * @example
 * ```ts
 * import { loadTokenizer } from '@tomoni/tokenization';
 *
 * const tokenizer = await loadTokenizer('models/all-MiniLM-L6-v2', { maxLength: 256 });
 * const { ids, offsets } = tokenizer.encode('Offsets count in UTF-16 code units.');
 * console.log(ids, offsets);
 * ```
 */
export async function loadTokenizer(folder: string, options: LoadTokenizerOptions = {}): Promise<Tokenizer> {
  requireKnownOptions('loadTokenizer()', options, ['analyzer', 'maxLength', 'segmenter']);
  const entries = await Promise.all(
    tokenizerFileNames.map(async (name) => [name, await readIfThere(join(folder, name))] as const),
  );
  const files = new Map(
    entries.flatMap(([name, bytes]) => (bytes === undefined ? [] : [[name, bytes] as const])),
  );
  try {
    return await fromFiles(files, options);
  } catch (error) {
    if (!(error instanceof TomoniError)) throw error;
    const { code, what, remedy, where, cause } = error;
    throw new TomoniError({
      code,
      what,
      ...(remedy === undefined ? {} : { remedy }),
      where: { ...where, file: where.file === undefined ? folder : join(folder, where.file) },
      cause: cause ?? error,
    });
  }
}

async function fromFiles(
  files: TokenizerFiles,
  { analyzer, ...options }: LoadTokenizerOptions,
): Promise<Tokenizer> {
  const settings = files.has('tokenizer.json') ? undefined : japaneseSettings(configurationIn(files));
  if (!isAnalysed(settings) || (options.segmenter !== undefined && analyzer === undefined))
    return tokenizerFromFiles(files, options);
  const saved = readJson(files, analyzerFile);
  const found = await japaneseSegmenter(
    settings,
    analyzer ?? (saved === undefined ? undefined : restoreAnalyzer(saved)),
  );
  const described =
    found.analyzer === undefined ? [] : [[analyzerFile, jsonBytes(found.analyzer.toJSON())] as const];
  return tokenizerFromFiles(new Map([...files, ...described]), { ...options, segmenter: found.segmenter });
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined;
    throw new TomoniError({
      code: 'not-found',
      what: 'The file cannot be read.',
      where: { file: path },
      remedy: 'Check the path and its permissions.',
      cause,
    });
  }
}
