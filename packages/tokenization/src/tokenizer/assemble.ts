import type { Encoding, EncodingWindow } from '@tomoni/spec';
import { addedBy, type TemplatePart } from '../template/template.js';
import type { TextTokens } from './pipeline.js';
import type { WindowRange } from './window-plan.js';

/** One text of an encoding: its tokens, and which of them are taken. */
export interface TakenTokens {
  readonly tokens: TextTokens;
  readonly range: WindowRange;
  /** 1 for the tokens of the text that the window answers for; without it, there are no windows. */
  readonly owned?: Uint8Array;
}

/** Puts the tokens of one or two texts into a template. */
export function assemble(
  parts: readonly TemplatePart[],
  sequences: readonly TakenTokens[],
  rest: {
    readonly text: string;
    readonly pair?: string;
    readonly truncated: number;
    readonly window?: Omit<EncodingWindow, 'owned'>;
  },
  tokenOf: (id: number) => string,
): Encoding {
  const length = addedBy(parts) + sequences.reduce((sum, { range }) => sum + range.end - range.start, 0);
  const ids = new Int32Array(length);
  const typeIds = new Int32Array(length);
  const offsets = new Int32Array(2 * length);
  const wordIds = new Int32Array(length).fill(-1);
  const sequenceIds = new Int8Array(length).fill(-1);
  const special = new Uint8Array(length);
  const owned = new Uint8Array(rest.window === undefined ? 0 : length);
  let at = 0;
  for (const part of parts) {
    if (part.kind === 'special') {
      for (const id of part.ids) {
        ids[at] = id;
        typeIds[at] = part.typeId;
        special[at++] = 1;
      }
      continue;
    }
    const taken = sequences[part.sequence];
    if (taken === undefined) continue;
    const { tokens, range } = taken;
    for (let i = range.start; i < range.end; i++) {
      ids[at] = tokens.ids[i] as number;
      typeIds[at] = part.typeId;
      offsets[2 * at] = tokens.starts[i] as number;
      offsets[2 * at + 1] = tokens.ends[i] as number;
      wordIds[at] = tokens.words[i] as number;
      sequenceIds[at] = part.sequence;
      if (taken.owned?.[i] === 1) owned[at] = 1;
      at++;
    }
  }
  const { text, pair, truncated, window } = rest;
  return {
    text,
    ...(pair === undefined ? {} : { pair }),
    ids,
    typeIds,
    tokens: Array.from(ids, tokenOf),
    offsets,
    wordIds,
    sequenceIds,
    special,
    truncated,
    ...(window === undefined ? {} : { window: { ...window, owned } }),
  };
}
