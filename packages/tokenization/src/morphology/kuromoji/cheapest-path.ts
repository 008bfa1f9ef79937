import type { Dictionary, Entry } from './dictionary.js';

/** A word of the cheapest path: UTF-16 code units from `start` to `end`. */
export interface PathWord {
  readonly start: number;
  readonly end: number;
  readonly entry: Entry;
}

/** An unknown word is never grouped from more characters than this after its first. */
const longestGroup = 24;

/** A word in the lattice. */
interface Node extends PathWord {
  readonly cost: number;
  readonly previous: Node | undefined;
  /** The node that was found before it among those with the same end. */
  readonly sibling: Node | undefined;
}

const edge: Entry = { left: 0, right: 0, cost: 0, features: [], known: true };

/**
 * The words of a text by the search of MeCab, step by step: which unknown words are tried, how white space is passed
 * over, and which of equally cheap paths is taken.
 *
 * Source: Kudo, Yamamoto and Matsumoto, "Applying conditional random fields to Japanese morphological analysis",
 * EMNLP 2004; MeCab 0.996, `tokenizer.cpp` and `viterbi.cpp`.
 */
export function cheapestPath(text: string, dictionary: Dictionary): PathWord[] {
  const { length } = text;
  const bytes = utf8(text);
  const endingAt: (Node | undefined)[] = new Array(length + 1);
  endingAt[0] = { start: 0, end: 0, entry: edge, cost: 0, previous: undefined, sibling: undefined };
  for (let at = 0; at < length; at++) {
    const before = endingAt[at];
    if (before === undefined) continue;
    const start = pastSpace(text, at, dictionary);
    if (start === length) break;
    const found = wordsFrom(text, start, bytes, dictionary);
    for (let i = found.length - 1; i >= 0; i--) {
      const { end, entry } = found[i] as Found;
      endingAt[end] = { start, end, entry, ...cheapest(before, entry, dictionary), sibling: endingAt[end] };
    }
  }
  let last = length;
  while (endingAt[last] === undefined) last--;
  const path: PathWord[] = [];
  let node = cheapest(endingAt[last] as Node, edge, dictionary).previous;
  for (; node.previous !== undefined; node = node.previous) path.push(node);
  return path.reverse();
}

function cheapest(nodes: Node, entry: Entry, { connection }: Dictionary): { cost: number; previous: Node } {
  let best = nodes;
  let cost = Number.POSITIVE_INFINITY;
  for (let node: Node | undefined = nodes; node !== undefined; node = node.sibling) {
    const sum = node.cost + connection(node.entry.right, entry.left) + entry.cost;
    if (sum < cost) {
      cost = sum;
      best = node;
    }
  }
  return { cost, previous: best };
}

interface Found {
  readonly end: number;
  readonly entry: Entry;
}

/** The words that may stand from a place on, in the order in which MeCab finds them. */
function wordsFrom(text: string, start: number, bytes: Utf8, dictionary: Dictionary): Found[] {
  const { trie, classes, classOf, other } = dictionary;
  const found: Found[] = [];
  const push = (end: number, entries: readonly Entry[]) => {
    for (const entry of entries) found.push({ end, entry });
  };
  let node = 0;
  for (let i = bytes.startOf[start] as number; i < bytes.data.length; i++) {
    node = trie.traverse(node, bytes.data[i] as number);
    if (node < 0) break;
    const word = trie.traverse(node, 0);
    const value = word < 0 ? 1 : trie.bc.getBase(word);
    if (value <= 0) push(bytes.unitAfter[i] as number, dictionary.words(-value - 1));
  }
  const first = characterEnd(text, start);
  const kind = first - start > 1 ? other : (classOf[text.charCodeAt(start)] as number);
  const {
    is_always_invoke: always,
    is_grouping: grouping,
    max_length: longest,
  } = classes[kind] as (typeof classes)[number];
  if (found.length > 0 && !always) return found;
  const unknown = dictionary.unknown(kind);
  let grouped = -1;
  if (grouping) {
    const group = endOfGroup(text, start, dictionary);
    if (group.characters <= longestGroup) push(group.end, unknown);
    grouped = group.end;
  }
  let end = first;
  for (let i = 1; i <= longest && end <= text.length; i++) {
    if (end === grouped) continue;
    push(end, unknown);
    if (end === text.length || !alike(classesAt(text, start, dictionary), classesAt(text, end, dictionary)))
      break;
    end = characterEnd(text, end);
  }
  if (found.length === 0) push(first, unknown);
  return found;
}

/** The end of the characters that are each alike to the one before, and how many there are after the first. */
function endOfGroup(
  text: string,
  start: number,
  dictionary: Dictionary,
): { end: number; characters: number } {
  let end = characterEnd(text, start);
  let characters = 0;
  let classes = classesAt(text, start, dictionary);
  while (end < text.length) {
    const next = classesAt(text, end, dictionary);
    if (!alike(classes, next)) break;
    classes = next;
    end = characterEnd(text, end);
    characters++;
  }
  return { end, characters };
}

function pastSpace(text: string, from: number, dictionary: Dictionary): number {
  let at = from;
  while (at < text.length && alike(dictionary.space, classesAt(text, at, dictionary))) at++;
  return at;
}

function alike(one: number, other: number): boolean {
  return (one & other) !== 0;
}

function classesAt(text: string, at: number, { classesOf, other }: Dictionary): number {
  return characterEnd(text, at) - at > 1 ? 1 << other : (classesOf[text.charCodeAt(at)] as number);
}

function characterEnd(text: string, at: number): number {
  return at + ((text.codePointAt(at) as number) > 0xffff ? 2 : 1);
}

/** A text as UTF-8 with the ways between its bytes and its code units. */
interface Utf8 {
  readonly data: Uint8Array;
  /** The first byte of each code unit. */
  readonly startOf: Int32Array;
  /** For the last byte of a character the code unit after it. */
  readonly unitAfter: Int32Array;
}

function utf8(text: string): Utf8 {
  const data = new TextEncoder().encode(text);
  const startOf = new Int32Array(text.length);
  const unitAfter = new Int32Array(data.length);
  let byte = 0;
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at) as number;
    const end = characterEnd(text, at);
    startOf[at] = byte;
    byte += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    unitAfter[byte - 1] = end;
    at = end;
  }
  return { data, startOf, unitAfter };
}
