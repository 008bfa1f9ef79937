/** Calls back with every character n-gram of a text, in code points; a text shorter than n is its own only one. */
export function forEachShingle(text: string, n: number, each: (shingle: string) => void): void {
  const starts: number[] = [];
  let index = 0;
  while (index < text.length) {
    starts.push(index);
    index += (text.codePointAt(index) as number) > 0xffff ? 2 : 1;
    if (starts.length >= n) each(text.slice(starts[starts.length - n], index));
  }
  if (text !== '' && starts.length < n) each(text);
}

/** The distinct n-grams of each text as numbers in ascending order, where those of the fewest texts are the lowest. */
export function rankShingles(texts: readonly string[], n: number): readonly Uint32Array[] {
  const ids = new Map<string, number>();
  const frequencies: number[] = [];
  const lastText: number[] = [];
  const sets = texts.map((text, index) => {
    const set: number[] = [];
    forEachShingle(text, n, (shingle) => {
      let id = ids.get(shingle);
      if (id === undefined) {
        id = ids.size;
        ids.set(shingle, id);
        frequencies.push(0);
      }
      if (lastText[id] === index) return;
      lastText[id] = index;
      (frequencies[id] as number)++;
      set.push(id);
    });
    return Uint32Array.from(set);
  });
  const ranks = new Uint32Array(ids.size);
  Uint32Array.from(ranks.keys())
    .sort((a, b) => (frequencies[a] as number) - (frequencies[b] as number) || a - b)
    .forEach((id, rank) => {
      ranks[id] = rank;
    });
  return sets.map((set) => set.map((id) => ranks[id] as number).sort());
}
