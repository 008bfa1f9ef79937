import type { Encoding } from '@tomoni/spec';
import type { MaskVocabulary } from '../masking/mask-vocabulary.js';
import { cropAround } from './crop.js';
import type { MaskingSet } from './masking-sets.js';

/** A token whose probability is wanted. */
export interface Target {
  /** Index of the text. */
  readonly text: number;
  readonly position: number;
  /** Where it stands in the copy. */
  readonly column: number;
  /** Vocabulary index of the token. */
  readonly id: number;
}

/** A masked copy of one text or more, and all that is asked of it. */
export interface MaskedCopy {
  readonly encoding: Encoding;
  readonly targets: Target[];
}

/**
 * The masked copies of some texts, equal ones once: copies of texts that differ in masked tokens alone are equal, as are
 * those of all tokens of a word that is masked as a whole. Of a text that is too long, a copy has as much as the model reads
 * at once, the scored token in its middle.
 *
 * @param longest tokens that the model reads at most
 */
export function maskedCopies(
  texts: readonly {
    readonly text: number;
    readonly encoding: Encoding;
    readonly sets: readonly MaskingSet[];
  }[],
  { maskId }: MaskVocabulary,
  longest: number,
): MaskedCopy[] {
  const copies = new Map<string, MaskedCopy>();
  for (const { text, encoding, sets } of texts)
    for (const { masked, targets } of sets) {
      const ids = encoding.ids.slice();
      for (const position of masked) ids[position] = maskId;
      for (let next = 0; next < targets.length; ) {
        const crop = cropAround({ ...encoding, ids }, targets[next] as number, longest);
        const key = contentKey(crop.encoding.ids, crop.encoding.typeIds);
        let copy = copies.get(key);
        if (copy === undefined) {
          copy = { encoding: crop.encoding, targets: [] };
          copies.set(key, copy);
        }
        for (; next < targets.length && crop.column(targets[next] as number) >= 0; next++) {
          const position = targets[next] as number;
          const id = encoding.ids[position] as number;
          copy.targets.push({ text, position, column: crop.column(position), id });
        }
      }
    }
  return [...copies.values()];
}

/** The same for encodings of the same tokens in the same segments. */
export function contentKey(ids: Int32Array, typeIds: Int32Array): string {
  return `${latin1(ids)}|${typeIds.some((type) => type !== 0) ? latin1(typeIds) : ''}`;
}

function latin1({ buffer, byteOffset, byteLength }: Int32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('latin1');
}

/** Padded tokens from which a batch is large enough to be fast: only smaller ones take copies of another length. */
const fast = 512;

/** Copies cut into batches whose padded size stays below a number of tokens; copies of the same length stand together. */
export function batchesOf(copies: readonly MaskedCopy[], tokens: number): MaskedCopy[][] {
  const sorted = copies.toSorted((a, b) => a.encoding.ids.length - b.encoding.ids.length);
  const batches: MaskedCopy[][] = [];
  for (const copy of sorted) {
    const batch = batches.at(-1) ?? [];
    const { length } = copy.encoding.ids;
    const last = batch.at(-1)?.encoding.ids.length ?? length;
    const joins = last === length || batch.length * last < Math.min(fast, tokens);
    if (batch.length > 0 && joins && (batch.length + 1) * length <= tokens) batch.push(copy);
    else batches.push([copy]);
  }
  return batches;
}
