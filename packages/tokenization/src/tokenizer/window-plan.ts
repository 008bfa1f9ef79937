/** A window over the tokens of a text: from `start` (inclusive) to `end` (exclusive). */
export interface WindowRange {
  readonly start: number;
  readonly end: number;
}

/** The windows of `room` tokens that cover `length` tokens, each sharing `overlap` tokens with the next. */
export function windowRanges(length: number, room: number, overlap: number): WindowRange[] {
  const ranges: WindowRange[] = [];
  for (let start = 0; ; start += room - overlap) {
    const end = Math.min(start + room, length);
    ranges.push({ start, end });
    if (end === length) return ranges;
  }
}

/**
 * For each token the window that has the most context around it: the earlier one where two have the same.
 *
 * The context of a token is its distance to the nearer edge at which its window is cut off.
 */
export function owners(length: number, ranges: readonly WindowRange[]): Int32Array {
  const owner = new Int32Array(length);
  const best = new Float64Array(length).fill(-1);
  ranges.forEach(({ start, end }, window) => {
    for (let token = start; token < end; token++) {
      const left = start === 0 ? Infinity : token - start;
      const right = end === length ? Infinity : end - 1 - token;
      const context = Math.min(left, right);
      if (context > (best[token] as number)) {
        best[token] = context;
        owner[token] = window;
      }
    }
  });
  return owner;
}
