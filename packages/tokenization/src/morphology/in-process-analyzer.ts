import { setImmediate } from 'node:timers/promises';
import { type JsonObject, TomoniError } from '@tomoni/spec';
import type { Analyzer, AnalyzerLanguage, DictionaryName, Morpheme } from './analyzer.js';

/** What an analyser that runs in this process is made of. */
export interface InProcessParts {
  readonly kind: string;
  readonly language: AnalyzerLanguage;
  readonly dictionary: DictionaryName;
  /** Loads its dictionary or model, and gives what analyses one text. */
  readonly load: () => Promise<(text: string) => Morpheme[]>;
  /** Options that make it again. */
  readonly options?: JsonObject;
}

/** Characters that are analysed before other work of the process gets its turn. */
const turn = 20_000;

/** Makes an analyser of a function that analyses one text. */
export function inProcessAnalyzer({ kind, language, dictionary, load, options }: InProcessParts): Analyzer {
  let loading: Promise<(text: string) => Morpheme[]> | undefined;
  const ready = () => {
    loading ??= load().catch((error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  return {
    kind,
    language,
    dictionary: async () => {
      await ready();
      return dictionary;
    },
    async analyze(texts, { signal, progress } = {}) {
      const analyzeOne = await ready();
      const results: Morpheme[][] = [];
      let characters = 0;
      for (const text of texts) {
        if (signal?.aborted) throw aborted(signal);
        results.push(analyzeOne(text));
        characters += text.length;
        if (characters < turn) continue;
        characters = 0;
        progress?.(results.length, texts.length);
        await setImmediate();
      }
      progress?.(texts.length, texts.length);
      return results;
    },
    segmenter: ready,
    toJSON: () => ({ kind, ...options }),
    close: () => undefined,
  };
}

/** The error of an analysis that its signal has stopped. */
export function aborted(signal: AbortSignal): TomoniError {
  return new TomoniError({ code: 'aborted', what: 'The analysis was stopped.', cause: signal.reason });
}
