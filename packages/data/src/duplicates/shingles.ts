/** The character n-grams of a text, in code points; a text shorter than n is its own single one. */
export function shinglesOf(text: string, n: number): ReadonlySet<string> {
  const starts: number[] = [];
  for (let index = 0; index < text.length; index += (text.codePointAt(index) as number) > 0xffff ? 2 : 1)
    starts.push(index);
  if (starts.length <= n) return new Set(text === '' ? [] : [text]);
  const shingles = new Set<string>();
  for (let i = 0; i + n <= starts.length; i++) shingles.add(text.slice(starts[i], starts[i + n]));
  return shingles;
}

/** Size of the intersection over size of the union; 1 for two empty sets. */
export function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size > b.size) return jaccard(b, a);
  let shared = 0;
  for (const shingle of a) if (b.has(shingle)) shared++;
  const union = a.size + b.size - shared;
  return union === 0 ? 1 : shared / union;
}
