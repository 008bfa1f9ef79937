import type { Encoding } from '@tomoni/spec';
import { expect, expectSame } from '../cases/expectations.js';

/** Fails unless the arrays of an encoding fit together. */
export function expectEncoding(encoding: Encoding, name: string): void {
  const { ids, typeIds, tokens, offsets, wordIds, sequenceIds, special, text, pair = '' } = encoding;
  const lengths = {
    typeIds: typeIds.length,
    tokens: tokens.length,
    offsets: offsets.length / 2,
    wordIds: wordIds.length,
    sequenceIds: sequenceIds.length,
    special: special.length,
  };
  for (const [field, length] of Object.entries(lengths))
    expectSame(length, ids.length, `${name}: '${field}' has more or fewer entries than there are tokens.`);
  ids.forEach((_, i) => {
    const [start, end] = [offsets[2 * i] as number, offsets[2 * i + 1] as number];
    const source = sequenceIds[i] === 1 ? pair : text;
    const inside = start >= 0 && start <= end && end <= source.length;
    expect(
      inside,
      `${name}: token ${i} stands from ${start} to ${end} in a text of ${source.length} characters.`,
    );
    expect(
      (special[i] === 1) === (sequenceIds[i] === -1),
      `${name}: token ${i} is special and belongs to a text, or neither.`,
    );
  });
}
