/**
 * Vertical places for dots at given horizontal ones, so that those side by side do not cover each other: 0, then alternately above and below.
 *
 * Where a pile would be higher than `reach`, its dots move closer together.
 *
 * @param places horizontal places in pixels
 * @param gap distance at which two dots do not touch
 * @param reach greatest distance from the middle
 */
export function swarm(places: readonly number[], gap: number, reach: number): number[] {
  const piles = new Map<number, number[]>();
  places.forEach((place, i) => {
    const column = Math.round(place / gap);
    piles.set(column, [...(piles.get(column) ?? []), i]);
  });
  const offsets = new Array<number>(places.length).fill(0);
  for (const pile of piles.values()) {
    const step = Math.min(gap, pile.length < 2 ? gap : reach / Math.ceil((pile.length - 1) / 2));
    pile.forEach((i, height) => {
      offsets[i] = Math.ceil(height / 2) * (height % 2 === 0 ? 1 : -1) * step;
    });
  }
  return offsets;
}
