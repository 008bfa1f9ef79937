import type { NgramMatch, NgramMatcher } from './ngram.js';

/** A place in a trie of n-grams. */
interface Node {
  readonly children: Map<number, Node>;
  /** The n-gram that ends here. */
  ngram?: number;
}

/**
 * Finds n-grams from left to right, at each place the longest one of the inventory.
 *
 * @param ngrams tokens of each n-gram
 */
export function longestMatcher(ngrams: readonly (readonly number[])[]): NgramMatcher {
  const root: Node = { children: new Map() };
  ngrams.forEach((tokens, ngram) => {
    let node = root;
    for (const token of tokens) {
      let child = node.children.get(token);
      if (child === undefined) {
        child = { children: new Map() };
        node.children.set(token, child);
      }
      node = child;
    }
    node.ngram = ngram;
  });
  return (tokens) => {
    const matches: NgramMatch[] = [];
    for (let start = 0; start < tokens.length; ) {
      const match = longestAt(root, tokens, start);
      if (match !== undefined) matches.push(match);
      start = match?.end ?? start + 1;
    }
    return matches;
  };
}

function longestAt(root: Node, tokens: Int32Array, start: number): NgramMatch | undefined {
  let longest: NgramMatch | undefined;
  let node: Node | undefined = root;
  for (let end = start; end < tokens.length; ) {
    node = node.children.get(tokens[end++] as number);
    if (node === undefined) break;
    if (node.ngram !== undefined) longest = { start, end, ngram: node.ngram };
  }
  return longest;
}
