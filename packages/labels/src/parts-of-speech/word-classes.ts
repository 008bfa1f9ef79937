import { TomoniError } from '@tomoni/spec';
import { type Morpheme, type UniversalTag, universalTags } from '@tomoni/tokenization';

/** Word classes by the parts of speech of Universal Dependencies that belong to them. */
export const wordClasses = {
  noun: ['NOUN', 'PROPN'],
  verb: ['VERB'],
  adjective: ['ADJ'],
  adverb: ['ADV'],
  pronoun: ['PRON'],
  numeral: ['NUM'],
  interjection: ['INTJ'],
} as const satisfies Readonly<Record<string, readonly UniversalTag[]>>;

/** Name of a word class. */
export type WordClass = keyof typeof wordClasses;

/**
 * Which words get which tag: names of word classes, or tags of one's own with the parts of speech that belong to each. A
 * part of speech is one of Universal Dependencies, such as `NOUN`, or the beginning of an analyser's own, such as `名詞` or
 * `名詞,形容動詞語幹`; of several that fit a word, the analyser's own goes before the universal one, and the longest before the
 * others.
 */
export type TagChoice = readonly WordClass[] | Readonly<Record<string, readonly string[]>>;

/** The tags of a choice. */
export type TagsOf<Choice extends TagChoice> = Choice extends readonly (infer Name extends string)[]
  ? Name
  : keyof Choice & string;

/** Parts of speech by tag. */
export type TagTable = Readonly<Record<string, readonly string[]>>;

/** @throws TomoniError `invalid-argument` where there is no tag, a class is not known, or a part of speech has two tags */
export function tagTable(choice: TagChoice): TagTable {
  const table: TagTable = isList(choice)
    ? Object.fromEntries(choice.map((name) => [name, partsOf(name)]))
    : choice;
  const owners = new Map<string, string>();
  for (const [tag, parts] of Object.entries(table)) {
    if (parts.length === 0) refuse(`The tag '${tag}' has no part of speech.`);
    for (const part of parts) {
      const owner = owners.get(part);
      if (owner !== undefined) refuse(`The part of speech '${part}' has the tags '${owner}' and '${tag}'.`);
      owners.set(part, tag);
    }
  }
  if (owners.size === 0) refuse('There is no tag.');
  return table;
}

/** Tells the tag of a word, `undefined` for one that has none. */
export function tagger(table: TagTable): (word: Morpheme) => string | undefined {
  const tags = new Map(Object.entries(table).flatMap(([tag, parts]) => parts.map((part) => [part, tag])));
  const known = new Map<string, string | undefined>();
  return ({ tag, rawTag }) => {
    const key = `${tag} ${rawTag}`;
    if (!known.has(key)) known.set(key, ownTag(rawTag, tags) ?? tags.get(tag));
    return known.get(key);
  };
}

function ownTag(rawTag: string, tags: ReadonlyMap<string, string>): string | undefined {
  for (let part = rawTag; part !== ''; part = part.slice(0, Math.max(part.lastIndexOf(','), 0))) {
    const tag = isUniversal(part) ? undefined : tags.get(part);
    if (tag !== undefined) return tag;
  }
  return undefined;
}

function isUniversal(part: string): boolean {
  return (universalTags as readonly string[]).includes(part);
}

function isList(choice: TagChoice): choice is readonly WordClass[] {
  return Array.isArray(choice);
}

function partsOf(name: WordClass): readonly string[] {
  if (Object.hasOwn(wordClasses, name)) return wordClasses[name];
  return refuse(`'${name}' is none of the word classes ${Object.keys(wordClasses).join(', ')}.`);
}

function refuse(what: string): never {
  throw new TomoniError({
    code: 'invalid-argument',
    what,
    remedy:
      'Give names of word classes, or tags with the parts of speech of each: { noun: ["NOUN", "PROPN"] }.',
  });
}
