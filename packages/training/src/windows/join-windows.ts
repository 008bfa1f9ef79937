import type { Encoding } from '@tomoni/spec';

/** A text read in one piece or in overlapping windows, joined to one encoding in which each token stands once. */
export interface JoinedText {
  /** The whole text: the special tokens of its first window's beginning and last window's end around all tokens. */
  readonly encoding: Encoding;
  readonly windows: readonly Encoding[];
  /** Where each token of the whole text stands; absent where it was read in one piece. */
  readonly places?: WindowPlaces;
}

/** Where each token of a joined text stands in the window that owns it. */
export interface WindowPlaces {
  /** Column from which the windows differ: what stands before it (special tokens, the first text of a pair) stands in each of them. */
  readonly lead: number;
  /** Index of the window, by token. */
  readonly windows: Int32Array;
  /** Column in that window, by token. */
  readonly columns: Int32Array;
}

/** Joins the windows of one text; a text that fits in one window is its own joined text. */
export function joinWindows(windows: readonly Encoding[]): JoinedText {
  const [first] = windows as readonly [Encoding];
  if (windows.length === 1) return { encoding: first, windows };
  const places = findPlaces(windows);
  return { encoding: gather(windows, places), windows, places };
}

/**
 * Carries changed token ids of a text in windows into them: to every copy of a token, the owned one and those that only
 * give context.
 */
export function spreadIds(
  windows: readonly Encoding[],
  { lead, windows: owners, columns }: WindowPlaces,
  ids: Int32Array,
): Encoding[] {
  return windows.map((window, index) => {
    const owned = owners.findIndex((owner, token) => owner === index && (columns[token] as number) >= lead);
    const shift = owned - (columns[owned] as number);
    const changed = window.ids.map((id, column) => {
      if (window.special[column] === 1) return id;
      return ids[column < lead ? column : column + shift] as number;
    });
    return { ...window, ids: changed };
  });
}

function findPlaces(all: readonly Encoding[]): WindowPlaces {
  const [{ special, sequenceIds }] = all as readonly [Encoding];
  const lead = sequenceIds.indexOf(sequenceIds[special.lastIndexOf(0)] as number);
  const windows: number[] = [];
  const columns: number[] = [];
  for (const [index, window] of all.entries()) {
    const end = window.special.lastIndexOf(0) + 1;
    for (const column of window.ids.keys()) {
      const leads = index === 0 && column < lead;
      const trails = index === all.length - 1 && column >= end;
      const owned = column >= lead && window.window?.owned[column] === 1;
      if (!leads && !trails && !owned) continue;
      windows.push(index);
      columns.push(column);
    }
  }
  return { lead, windows: Int32Array.from(windows), columns: Int32Array.from(columns) };
}

function gather(all: readonly Encoding[], { windows, columns }: WindowPlaces): Encoding {
  const [{ text, pair, truncated }] = all as readonly [Encoding];
  const pick = <T>(read: (encoding: Encoding, column: number) => T): T[] =>
    Array.from(windows, (window, token) => read(all[window] as Encoding, columns[token] as number));
  const number = (name: 'ids' | 'typeIds' | 'wordIds' | 'sequenceIds' | 'special') =>
    pick((encoding, column) => encoding[name][column] as number);
  return {
    text,
    ...(pair === undefined ? {} : { pair }),
    ids: Int32Array.from(number('ids')),
    typeIds: Int32Array.from(number('typeIds')),
    tokens: pick((encoding, column) => encoding.tokens[column] as string),
    offsets: Int32Array.from(
      pick(({ offsets }, column) => [...offsets.subarray(2 * column, 2 * column + 2)]).flat(),
    ),
    wordIds: Int32Array.from(number('wordIds')),
    sequenceIds: Int8Array.from(number('sequenceIds')),
    special: Uint8Array.from(number('special')),
    truncated,
  };
}
