import { setTimeout } from 'node:timers/promises';
import { type JsonObject, TomoniError } from '@tomoni/spec';
import { isBlank, wellFormed } from '../../unicode/characters.js';
import type { Analyzer, AnalyzerLanguage, DictionaryName, Morpheme } from '../analyzer.js';
import { aborted } from '../in-process-analyzer.js';
import { once } from '../once.js';
import { blockingProcess } from './blocking-process.js';
import type { Command } from './command.js';
import { ProcessPool } from './process-pool.js';

/** A morpheme that is placed in a line. */
export type ReadAnswer = (answer: readonly string[], line: string) => Morpheme[];

/** What an analyser that is a program is made of. */
export interface CommandLineParts {
  readonly kind: string;
  readonly language: AnalyzerLanguage;
  readonly command: Command;
  /** Processes that run side by side. */
  readonly processes?: number;
  /** Longest line in UTF-16 code units: longer texts are asked in pieces. */
  readonly longestLine: number;
  /** A piece of text as the line that is sent: as many code units, none of which ends the line. */
  readonly lineOf: (text: string) => string;
  /** Tells from an answer to the probe which dictionary is used, and how its answers are read. */
  readonly recognize: (answer: readonly string[]) => {
    readonly dictionary: DictionaryName;
    readonly read: ReadAnswer;
  };
  /** Options that make it again. */
  readonly options: JsonObject;
}

/** A sentence that every dictionary has its own way to cut and to tag. */
const probe = '静かな猫です。';

/** Makes an analyser of a program. Its processes are started when it is first asked, and stay. */
export function commandLineAnalyzer(parts: CommandLineParts): Analyzer {
  const { kind, language, command, longestLine, lineOf, recognize, options } = parts;
  const pool = new ProcessPool(command, parts.processes);
  const blocking = blockingProcess(command);
  const recognized = once(async () => {
    try {
      return recognize(await firstAnswer(pool, command));
    } catch (error) {
      pool.close();
      throw error;
    }
  });
  const place = (piece: Piece, words: readonly Morpheme[]): Morpheme[] =>
    words.map(({ start, end, ...rest }) => ({
      ...rest,
      surface: piece.text.slice(start, end),
      start: piece.base + start,
      end: piece.base + end,
    }));
  return {
    kind,
    language,
    dictionary: async () => (await recognized()).dictionary,
    async analyze(texts, { signal, progress } = {}) {
      const { read } = await recognized();
      const results: Morpheme[][] = texts.map(() => []);
      let [next, done] = [0, 0];
      const work = async () => {
        while (next < texts.length) {
          if (signal?.aborted) throw aborted(signal);
          const index = next++;
          for (const piece of pieces(texts[index] as string, longestLine)) {
            const line = lineOf(wellFormed(piece.text));
            const words = place(piece, read(await pool.ask(line), line));
            for (const word of words) if (!isBlank(word.surface)) results[index]?.push(word);
          }
          if (++done % 256 === 0) progress?.(done, texts.length);
        }
      };
      await Promise.all(Array.from({ length: Math.min(pool.capacity, texts.length) }, work));
      progress?.(texts.length, texts.length);
      return results;
    },
    async segmenter() {
      const { read } = await recognized();
      return (text) =>
        pieces(text, longestLine).flatMap((piece) => {
          const line = lineOf(wellFormed(piece.text));
          return place(piece, read(blocking.ask(line), line));
        });
    },
    toJSON: () => ({ kind, ...options }),
    close() {
      pool.close();
      blocking.close();
    },
  };
}

/** Milliseconds that a program has for loading its dictionary. */
const patience = 60_000;

async function firstAnswer(pool: ProcessPool, { name }: Command): Promise<readonly string[]> {
  const answered = new AbortController();
  const waiting = setTimeout(patience, undefined, { signal: answered.signal }).then(
    () => {
      throw new TomoniError({
        code: 'unavailable',
        what: `The analyser ${name} has not answered for ${patience / 1000} seconds.`,
        remedy: 'Check its program and its options on a command line.',
      });
    },
    () => [],
  );
  try {
    return await Promise.race([pool.ask(probe), waiting]);
  } finally {
    answered.abort();
  }
}

/** A part of a text, and where it begins. */
interface Piece {
  readonly text: string;
  readonly base: number;
}

/** A text in pieces that are not too long, cut after an end of sentence or a space where there is one. Without a word, there is no piece. */
function pieces(text: string, longest: number): Piece[] {
  const found: Piece[] = [];
  for (let base = 0; base < text.length; ) {
    const piece = text.slice(base, base + longest);
    const cut = base + longest < text.length ? lastBreak(piece) : piece.length;
    if (text.slice(base, base + cut).trim() !== '') found.push({ text: piece.slice(0, cut), base });
    base += cut;
  }
  return found;
}

function lastBreak(piece: string): number {
  const cut = Math.max(...['\n', '。', ' ', '、'].map((mark) => piece.lastIndexOf(mark))) + 1;
  if (cut > 0) return cut;
  return /[\ud800-\udbff]$/.test(piece) ? piece.length - 1 : piece.length;
}

/** The error for a program whose answers are not understood. */
export function unknownDictionary({ name }: Command, answer: readonly string[], remedy: string): TomoniError {
  return new TomoniError({
    code: 'mismatch',
    what: `The analyser ${name} answers in a way that is not known: '${(answer[0] ?? '').slice(0, 120)}'.`,
    remedy,
  });
}
