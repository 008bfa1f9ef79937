import { TomoniError } from '@tomoni/spec';
import { type AlignedText, AlignedTextBuilder } from '../alignment/aligned-text.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const graphemes = new Intl.Segmenter('und', { granularity: 'grapheme' });
/** Characters that may join their neighbours to a grapheme; without them every character is one. */
const joining =
  /[\p{M}\p{Cf}\p{Emoji_Modifier}\p{Regional_Indicator}\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff\u0d4e\u0e33\u0eb3\uff9e\uff9f\r\u{111c2}\u{111c3}\u{11a3a}\u{11a84}-\u{11a89}]/u;

/**
 * Sentencepiece's normalisation, compiled to a table by its trainer.
 *
 * The table is a double-array trie from UTF-8 bytes to places in a list of replacements. As in sentencepiece's
 * Rust port, the shortest entry that begins a grapheme replaces the whole of it.
 *
 * @throws TomoniError `malformed-file` where the table cannot be read
 */
export function precompiled(charsmap: string): (source: AlignedText) => AlignedText {
  const { trie, replacements } = parseCharsmap(charsmap);
  const known = new Map<string, string | null>();
  const lookUp = (chunk: string): string | undefined => {
    let replacement = known.get(chunk);
    if (replacement === undefined) {
      replacement = search(trie, replacements, chunk) ?? null;
      known.set(chunk, replacement);
    }
    return replacement ?? undefined;
  };
  return (source) => {
    const { text } = source;
    const builder = new AlignedTextBuilder(source);
    let done = 0;
    let at = 0;
    const put = (chunk: string): boolean => {
      const replacement = lookUp(chunk);
      if (replacement === undefined) return false;
      builder.copy(done, at);
      addReplacement(builder, chunk, replacement, at);
      at += chunk.length;
      done = at;
      return true;
    };
    for (const grapheme of joining.test(text) ? graphemesOf(text) : text) {
      if (utf8Length(grapheme) < 6 && put(grapheme)) continue;
      for (const character of grapheme) if (!put(character)) at += character.length;
    }
    if (done === 0) return source;
    builder.copy(done, at);
    return builder.build();
  };
}

/** Character for character; what is left over shares the place of the last one. */
function addReplacement(builder: AlignedTextBuilder, chunk: string, replacement: string, at: number): void {
  const characters = [...chunk];
  let from = at;
  let i = 0;
  for (const character of replacement) {
    if (i > 0 && i < characters.length) from += (characters[i - 1] as string).length;
    const source = characters[Math.min(i, characters.length - 1)] as string;
    builder.add(character, from, from + source.length);
    i++;
  }
}

function* graphemesOf(text: string): Iterable<string> {
  for (const { segment } of graphemes.segment(text)) yield segment;
}

function utf8Length(text: string): number {
  if (text.length === 1) return 1;
  return text.length >= 6 ? text.length : encoder.encode(text).length;
}

function parseCharsmap(charsmap: string): { trie: Uint32Array; replacements: Uint8Array } {
  const bytes = Uint8Array.from(Buffer.from(charsmap, 'base64'));
  const trieBytes = bytes.length < 4 ? Number.NaN : new DataView(bytes.buffer).getUint32(0, true);
  if (!(trieBytes % 4 === 0 && trieBytes > 0 && trieBytes + 4 <= bytes.length))
    throw new TomoniError({
      code: 'malformed-file',
      what: "The 'precompiled_charsmap' of tokenizer.json is not a table of sentencepiece.",
      where: { file: 'tokenizer.json' },
      remedy: 'Convert the sentencepiece model again.',
    });
  const view = new DataView(bytes.buffer, 4, trieBytes);
  const trie = Uint32Array.from({ length: trieBytes / 4 }, (_, i) => view.getUint32(4 * i, true));
  return { trie, replacements: bytes.subarray(4 + trieBytes) };
}

/** The replacement of the shortest entry that begins the chunk. */
function search(trie: Uint32Array, replacements: Uint8Array, chunk: string): string | undefined {
  const offset = (unit: number) => (unit >>> 10) << ((unit & 0x200) >>> 6);
  let node = offset(trie[0] as number);
  for (const byte of encoder.encode(chunk)) {
    if (byte === 0) return undefined;
    node ^= byte;
    const unit = trie[node];
    if (unit === undefined || (unit & 0x800000ff) >>> 0 !== byte) return undefined;
    node ^= offset(unit);
    if (((unit >>> 8) & 1) === 1) {
      const from = (trie[node] as number) & 0x7fffffff;
      const to = replacements.indexOf(0, from);
      return decoder.decode(replacements.subarray(from, to < 0 ? replacements.length : to));
    }
  }
  return undefined;
}
