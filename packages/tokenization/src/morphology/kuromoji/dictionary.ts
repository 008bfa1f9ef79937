import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { loadOptional, pathOf } from '../optional-package.js';

/** What is used of kuromoji's tokenizer: the dictionaries it has loaded. */
interface KuromojiTokenizer {
  readonly token_info_dictionary: WordTable;
  readonly unknown_dictionary: WordTable & {
    readonly character_definition: CharacterDefinition;
  };
  readonly viterbi_builder: { readonly trie: Trie };
  readonly viterbi_searcher: { readonly connection_costs: ConnectionCosts };
}

/** Words by index: left and right context and cost, two bytes each. */
interface WordTable {
  readonly dictionary: { getShort(index: number): number };
  /** Indices of the words of one spelling, or of one class of unknown words. */
  readonly target_map: Readonly<Record<number, readonly number[]>>;
  /** The features of a word, joined by commas; the first is its spelling. */
  getFeatures(index: number): string;
}

/** A double array over the UTF-8 bytes of spellings; its root is 0. */
interface Trie {
  traverse(node: number, byte: number): number;
  readonly bc: { getBase(node: number): number };
}

interface ConnectionCosts {
  get(right: number, left: number): number;
}

interface CharacterDefinition {
  readonly character_category_map: Uint8Array;
  readonly compatible_category_map: Uint32Array;
  readonly invoke_definition_map: {
    lookup(className: string): number | null;
    getCharacterClass(id: number): CharacterClass;
  };
}

/** How unknown words of one kind of characters are made. */
interface CharacterClass {
  readonly class_id: number;
  /** Whether they are made even where the dictionary has a word. */
  readonly is_always_invoke: boolean | number;
  /** Whether one is made of all following characters of the class. */
  readonly is_grouping: boolean | number;
  /** Up to how many characters others have. */
  readonly max_length: number;
}

/** A word of the dictionary, or a class of unknown words at a place. */
export interface Entry {
  readonly left: number;
  readonly right: number;
  readonly cost: number;
  /** Its features, from the part of speech on. */
  readonly features: readonly string[];
  readonly known: boolean;
}

/** IPADIC as kuromoji packs it, in the form that the search needs. */
export interface Dictionary {
  readonly trie: Trie;
  /** The words of a spelling, by its place in the trie. */
  words(spelling: number): readonly Entry[];
  /** The unknown words of a class of characters. */
  unknown(classId: number): readonly Entry[];
  /** Class of each UTF-16 code unit. */
  readonly classOf: Uint8Array;
  /** All classes a code unit belongs to, one bit each. */
  readonly classesOf: Uint32Array;
  readonly classes: readonly CharacterClass[];
  readonly space: number;
  readonly other: number;
  /** Cost of two words side by side, by the right context of the first and the left one of the second. */
  connection(right: number, left: number): number;
}

/** What IPADIC takes for white space: tab, line feed, vertical tab, space and Ð. */
const spaces = [0x09, 0x0a, 0x0b, 0x20, 0xd0];

/** @throws TomoniError `unavailable` where the package is not installed */
export function loadDictionary(): Promise<Dictionary> {
  return loadOptional('@patdx/kuromoji', async () => {
    const folder = join(dirname(pathOf('@patdx/kuromoji')), '../dict');
    const { TokenizerBuilder } = await import(pathToFileURL(pathOf('@patdx/kuromoji')).href);
    const { default: Loader } = await import(pathToFileURL(pathOf('@patdx/kuromoji/node')).href);
    const tokenizer: KuromojiTokenizer = await new TokenizerBuilder({
      loader: new Loader({ dic_path: folder }),
    }).build();
    return dictionaryOf(tokenizer);
  });
}

function dictionaryOf(tokenizer: KuromojiTokenizer): Dictionary {
  const { token_info_dictionary: words, unknown_dictionary: unknown } = tokenizer;
  const { character_definition: characters } = unknown;
  const { invoke_definition_map: definitions } = characters;
  const costs = tokenizer.viterbi_searcher.connection_costs;
  const idOf = (name: string) => definitions.lookup(name) ?? 0;
  const other = idOf('DEFAULT');
  const space = idOf('SPACE');
  // Characters that IPADIC does not name have the class of white space in kuromoji's file.
  const classOf = Uint8Array.from({ length: 0x10000 }, (_, code) => {
    const id = characters.character_category_map[code] ?? other;
    return id === space && !spaces.includes(code) ? other : id;
  });
  const compatible = characters.compatible_category_map;
  const classesOf = Uint32Array.from(classOf, (id, code) => (1 << id) | (compatible[code] ?? 0));
  const count = 1 + classOf.reduce((most, id) => Math.max(most, id), 0);
  return {
    trie: tokenizer.viterbi_builder.trie,
    words: remembered((spelling) => entries(words, spelling, true)),
    unknown: remembered((id) => entries(unknown, id, false)),
    classOf,
    classesOf,
    classes: Array.from({ length: count }, (_, id) => definitions.getCharacterClass(id)),
    space: 1 << space,
    other,
    connection: (right, left) => costs.get(right, left),
  };
}

function entries(table: WordTable, key: number, known: boolean): Entry[] {
  return (table.target_map[key] ?? []).map((index) => ({
    left: table.dictionary.getShort(index),
    right: table.dictionary.getShort(index + 2),
    cost: table.dictionary.getShort(index + 4),
    features: table.getFeatures(index).split(',').slice(1),
    known,
  }));
}

function remembered<T>(make: (key: number) => T): (key: number) => T {
  const made = new Map<number, T>();
  return (key) => {
    let value = made.get(key);
    if (value === undefined) {
      value = make(key);
      made.set(key, value);
    }
    return value;
  };
}
