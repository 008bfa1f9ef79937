import type { Point } from './point.js';

/**
 * At most four points for each of `columns` columns of equal width: its first, least, greatest and last, which draws the same line.
 *
 * @param points ascending in x, all finite
 */
export function decimate(points: readonly Point[], columns: number): Point[] {
  if (points.length <= 4 * columns) return [...points];
  const start = (points[0] as Point).x;
  const width = ((points.at(-1) as Point).x - start) / columns;
  const kept: Point[] = [];
  for (let from = 0; from < points.length; ) {
    const column = columnOf(points[from] as Point);
    let to = from + 1;
    while (to < points.length && columnOf(points[to] as Point) === column) to++;
    kept.push(...outline(points, from, to));
    from = to;
  }
  return kept;

  function columnOf({ x }: Point): number {
    return width === 0 ? 0 : Math.min(columns - 1, Math.floor((x - start) / width));
  }
}

function outline(points: readonly Point[], from: number, to: number): Point[] {
  let least = from;
  let greatest = from;
  for (let i = from + 1; i < to; i++) {
    const { y } = points[i] as Point;
    if (y < (points[least] as Point).y) least = i;
    if (y > (points[greatest] as Point).y) greatest = i;
  }
  const places = new Set([from, Math.min(least, greatest), Math.max(least, greatest), to - 1]);
  return [...places].map((place) => points[place] as Point);
}
