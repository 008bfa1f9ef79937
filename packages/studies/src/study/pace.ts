/** Tells the time left of work that is done several at once, from how much of it was done since it began. */
export interface Pace {
  begin(id: string): void;
  /** `fraction` of the item is done. */
  advance(id: string, fraction: number): void;
  end(id: string): void;
  /** Seconds that so many items take, those under way among them; `undefined` before there is anything to judge by. */
  secondsFor(items: number): number | undefined;
}

/** A pace that begins with its first item. */
export function createPace(now: () => number = () => performance.now() / 1000): Pace {
  const running = new Map<string, number>();
  let began: number | undefined;
  let finished = 0;
  return {
    begin(id) {
      began ??= now();
      running.set(id, 0);
    },
    advance(id, fraction) {
      running.set(id, Math.min(1, Math.max(0, fraction)));
    },
    end(id) {
      if (running.delete(id)) finished++;
    },
    secondsFor(items) {
      const underWay = [...running.values()].reduce((sum, fraction) => sum + fraction, 0);
      const done = finished + underWay;
      if (began === undefined || done === 0) return undefined;
      return ((now() - began) / done) * Math.max(0, items - underWay);
    },
  };
}
