import type { Encoding } from '@tomoni/spec';

/** A place in the windows of one text. */
interface WindowPlace {
  readonly window: number;
  readonly column: number;
}

/** A text read in overlapping windows, joined again to one encoding in which each token stands once. */
export interface JoinedText {
  /** The whole text: the special tokens of its first window's beginning and last window's end around all tokens. */
  readonly encoding: Encoding;
  readonly windows: readonly Encoding[];
  /** Where each token of the whole text stands in the window that owns it. */
  readonly places: readonly WindowPlace[];
}

/** Joins the windows of one text; a text that fits in one window is its own joined text. */
export function joinWindows(windows: readonly Encoding[]): JoinedText {
  const places = windows.length === 1 ? ownPlaces(windows[0] as Encoding) : ownedPlaces(windows);
  const encoding = windows.length === 1 ? (windows[0] as Encoding) : gather(windows, places);
  return { encoding, windows, places };
}

/**
 * Carries changed token ids of the whole text into its windows: to every copy of a token, the owned one and those
 * that only give context.
 */
export function spreadIds(text: JoinedText, ids: Int32Array): Encoding[] {
  if (text.windows.length === 1) return [{ ...(text.windows[0] as Encoding), ids }];
  const changed = new Map<string, number>();
  for (const [index, { window, column }] of text.places.entries())
    changed.set(key(text.windows[window] as Encoding, column), ids[index] as number);
  return text.windows.map((window) => ({
    ...window,
    ids: window.ids.map((id, column) =>
      window.special[column] === 1 ? id : (changed.get(key(window, column)) ?? id),
    ),
  }));
}

/** Tokens of different windows are the same token where these agree; byte-level tokens may share offsets, hence their string. */
function key(encoding: Encoding, column: number): string {
  const { sequenceIds, offsets, wordIds, tokens } = encoding;
  return [
    sequenceIds[column],
    offsets[2 * column],
    offsets[2 * column + 1],
    wordIds[column],
    tokens[column],
  ].join();
}

function ownPlaces(encoding: Encoding): WindowPlace[] {
  return Array.from(encoding.ids, (_, column) => ({ window: 0, column }));
}

function ownedPlaces(windows: readonly Encoding[]): WindowPlace[] {
  const places: WindowPlace[] = [];
  for (const [window, { special, window: place }] of windows.entries()) {
    const content = special.indexOf(0);
    const end = special.lastIndexOf(0) + 1;
    for (let column = 0; column < special.length; column++) {
      const leads = window === 0 && column < content;
      const trails = window === windows.length - 1 && column >= end;
      if (leads || trails || (special[column] === 0 && place?.owned[column] === 1))
        places.push({ window, column });
    }
  }
  return places;
}

function gather(windows: readonly Encoding[], places: readonly WindowPlace[]): Encoding {
  const first = windows[0] as Encoding;
  const pick = <T>(read: (encoding: Encoding, column: number) => T): T[] =>
    places.map(({ window, column }) => read(windows[window] as Encoding, column));
  const number = (name: 'ids' | 'typeIds' | 'wordIds' | 'sequenceIds' | 'special') =>
    pick((encoding, column) => encoding[name][column] as number);
  return {
    text: first.text,
    ...(first.pair === undefined ? {} : { pair: first.pair }),
    ids: Int32Array.from(number('ids')),
    typeIds: Int32Array.from(number('typeIds')),
    tokens: pick((encoding, column) => encoding.tokens[column] as string),
    offsets: Int32Array.from(
      pick(({ offsets }, column) => [
        offsets[2 * column] as number,
        offsets[2 * column + 1] as number,
      ]).flat(),
    ),
    wordIds: Int32Array.from(number('wordIds')),
    sequenceIds: Int8Array.from(number('sequenceIds')),
    special: Uint8Array.from(number('special')),
    truncated: first.truncated,
  };
}
