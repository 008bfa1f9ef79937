/**
 * States of the IOB2 scheme over `n` tags: 0 is outside; tag `t` begins in state `2t + 1` and goes on in state `2t + 2`.
 *
 * An inside state may only follow the begin or the inside state of its own tag.
 *
 * Source: Ramshaw and Marcus, "Text chunking using transformation-based learning", 1995; Tjong Kim Sang and
 * Veenstra, "Representing text chunks", EACL 1999.
 */
export const OUTSIDE = 0;

/** Number of states over a number of tags. */
export function stateCount(tags: number): number {
  return 2 * tags + 1;
}

/** The state in which a tag begins. */
export function beginState(tag: number): number {
  return 2 * tag + 1;
}

/** The state in which a tag goes on. */
export function insideState(tag: number): number {
  return 2 * tag + 2;
}

/** Whether the state is one in which a tag goes on. */
export function isInside(state: number): boolean {
  return state !== OUTSIDE && state % 2 === 0;
}

/** Index of the tag of a state, −1 outside. */
export function tagOf(state: number): number {
  return state === OUTSIDE ? -1 : Math.floor((state - 1) / 2);
}

/** A run of units that carries a tag: from unit `first` to unit `last`, both inclusive. */
export interface TaggedRun {
  readonly first: number;
  readonly last: number;
  /** Index of the tag. */
  readonly tag: number;
}

/** The runs of a legal sequence of states. */
export function runsOf(states: ArrayLike<number>): TaggedRun[] {
  const runs: TaggedRun[] = [];
  for (let first = 0; first < states.length; first++) {
    const state = states[first] as number;
    if (state === OUTSIDE || isInside(state)) continue;
    let last = first;
    while (states[last + 1] === state + 1) last++;
    runs.push({ first, last, tag: tagOf(state) });
  }
  return runs;
}
