import type { Point } from './point.js';

/** The stretches of a curve without a gap: points that are not finite part them. */
export function segments(points: readonly Point[]): Point[][] {
  const found: Point[][] = [];
  let open: Point[] | undefined;
  for (const point of points) {
    if (!Number.isFinite(point.x) || !Number.isFinite(point.y)) {
      open = undefined;
      continue;
    }
    if (open === undefined) {
      open = [];
      found.push(open);
    }
    open.push(point);
  }
  return found;
}
