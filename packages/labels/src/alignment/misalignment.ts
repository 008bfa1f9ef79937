import type { Encoding, JsonObject, TaggedSpan } from '@tomoni/spec';
import { fitToTokens, type LabelOn } from './fit-to-tokens.js';

/** Spans whose edges are not those of tokens: how many, and the first of them with its surroundings and its tokens. */
export type Misalignment = { readonly count: number; readonly first?: JsonObject };

/** Counts the spans that do not fit the tokens of their texts. */
export function misalignment(
  spans: readonly (readonly TaggedSpan[])[],
  encodings: readonly Encoding[],
  labelOn: LabelOn,
): Misalignment {
  let count = 0;
  let first: JsonObject | undefined;
  encodings.forEach((encoding, text) => {
    const { misaligned } = fitToTokens(spans[text] ?? [], encoding, labelOn);
    count += misaligned.length;
    const [span] = misaligned;
    if (span !== undefined) first ??= example(span, encoding);
  });
  return first === undefined ? { count } : { count, first };
}

/** Characters shown on each side of a span. */
const surroundings = 20;

function example(
  { start, end, tag }: TaggedSpan,
  { text, tokens, offsets, special, sequenceIds }: Encoding,
): JsonObject {
  const touched = tokens.filter(
    (_, i) =>
      special[i] === 0 &&
      sequenceIds[i] === 0 &&
      (offsets[2 * i] as number) < end &&
      (offsets[2 * i + 1] as number) > start,
  );
  return {
    text: text.slice(Math.max(0, start - surroundings), end + surroundings),
    span: text.slice(start, end),
    tag,
    tokens: touched,
  };
}
