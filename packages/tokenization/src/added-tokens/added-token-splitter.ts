import type { AlignedText } from '../alignment/aligned-text.js';
import { literal } from '../hugging-face/pattern.js';
import type { Normalizer } from '../normalization/normalizer.js';
import { characterBefore, isWhitespace, isWordCharacter } from '../unicode/characters.js';
import type { AddedToken } from './added-token.js';

/** A stretch of text, or an added token that stands in it. */
export interface Section {
  readonly text: AlignedText;
  /** Index of the added token, `undefined` for text. */
  readonly id: number | undefined;
}

/** Takes added tokens out of a text and normalises the rest. */
export type AddedTokenSplitter = (source: AlignedText) => Section[];

/** The splitter for some added tokens: those that are not normalised are found first, the others in what is left, normalised. */
export function addedTokenSplitter(
  tokens: readonly AddedToken[],
  normalize: Normalizer,
  align: (text: string) => AlignedText,
): AddedTokenSplitter {
  const plain = finder(
    tokens.filter(({ normalized }) => !normalized),
    (token) => token.content,
  );
  const normalized = finder(
    tokens.filter((token) => token.normalized),
    (token) => normalize(align(token.content)).text,
  );
  return (source) =>
    plain(source).flatMap((section) =>
      section.id === undefined ? normalized(normalize(section.text)) : section,
    );
}

function finder(
  tokens: readonly AddedToken[],
  contentOf: (token: AddedToken) => string,
): (source: AlignedText) => Section[] {
  const byContent = new Map<string, AddedToken>();
  for (const token of tokens) {
    const content = contentOf(token);
    if (content !== '' && !byContent.has(content)) byContent.set(content, token);
  }
  if (byContent.size === 0) return whole;
  const longestFirst = [...byContent.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map((content) => literal(content).source).join('|'), 'gu');
  return (source) => sections(source, pattern, byContent);
}

function whole(source: AlignedText): Section[] {
  const { length } = source.text;
  return length === 0 ? [] : [{ text: source.slice(0, length), id: undefined }];
}

function sections(source: AlignedText, pattern: RegExp, tokens: ReadonlyMap<string, AddedToken>): Section[] {
  const { text } = source;
  const found: Section[] = [];
  let done = 0;
  for (const match of text.matchAll(pattern)) {
    const token = tokens.get(match[0]) as AddedToken;
    let start = match.index;
    let end = start + match[0].length;
    if (token.singleWord && touchesWord(text, start, end)) continue;
    if (token.lstrip) while (start > done && isWhitespace(text[start - 1] as string)) start--;
    if (token.rstrip) while (end < text.length && isWhitespace(text[end] as string)) end++;
    if (done < start) found.push({ text: source.slice(done, start), id: undefined });
    found.push({ text: source.slice(Math.max(start, done), end), id: token.id });
    done = end;
  }
  if (done < text.length) found.push({ text: source.slice(done, text.length), id: undefined });
  return found;
}

function touchesWord(text: string, start: number, end: number): boolean {
  const after = text.codePointAt(end);
  return (
    (start > 0 && isWordCharacter(characterBefore(text, start))) ||
    (after !== undefined && isWordCharacter(String.fromCodePoint(after)))
  );
}
