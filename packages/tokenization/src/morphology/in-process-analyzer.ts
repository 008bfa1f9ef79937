import { setImmediate } from 'node:timers/promises';
import { type JsonObject, TomoniError } from '@tomoni/spec';
import { isBlank } from '../unicode/characters.js';
import type { Analyzer, AnalyzerLanguage, DictionaryName, Morpheme } from './analyzer.js';

/** What an analyser that runs in this process is made of. */
export interface InProcessParts {
  readonly kind: string;
  readonly language: AnalyzerLanguage;
  readonly dictionary: DictionaryName;
  /** Gives what analyses one text, loading its dictionary or model where that is not done; white space may be among its words. */
  readonly load: () => Promise<(text: string) => Morpheme[]>;
  /** Options that make it again. */
  readonly options?: JsonObject;
}

/** Characters that are analysed before other work of the process gets its turn. */
const turn = 20_000;

/** Makes an analyser of a function that analyses one text. */
export function inProcessAnalyzer({ kind, language, dictionary, load, options }: InProcessParts): Analyzer {
  return {
    kind,
    language,
    dictionary: async () => {
      await load();
      return dictionary;
    },
    async analyze(texts, { signal, progress } = {}) {
      const analyzeOne = await load();
      const results: Morpheme[][] = [];
      let characters = 0;
      for (const text of texts) {
        if (signal?.aborted) throw aborted(signal);
        results.push(analyzeOne(text).filter(({ surface }) => !isBlank(surface)));
        characters += text.length;
        if (characters < turn) continue;
        characters = 0;
        progress?.(results.length, texts.length);
        await setImmediate();
      }
      progress?.(texts.length, texts.length);
      return results;
    },
    segmenter: load,
    toJSON: () => ({ kind, ...options }),
    close: () => undefined,
  };
}

/** The error of an analysis that its signal has stopped. */
export function aborted(signal: AbortSignal): TomoniError {
  return new TomoniError({ code: 'aborted', what: 'The analysis was stopped.', cause: signal.reason });
}
