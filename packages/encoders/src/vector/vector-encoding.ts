import { type Encoding, TomoniError } from '@tomoni/spec';

/**
 * The encoding of a feature vector: a single special token that carries the numbers.
 *
 * @throws TomoniError `invalid-data` where there are too few or too many numbers, or one that is not finite
 */
export function vectorEncoding(values: readonly number[], inputSize: number): Encoding {
  if (values.length !== inputSize)
    throw new TomoniError({
      code: 'invalid-data',
      what: `The example has ${values.length} numbers, but the encoder reads ${inputSize}.`,
      remedy: 'Correct the row, or make the encoder with another `inputSize`.',
    });
  const strange = values.findIndex((value) => !Number.isFinite(Math.fround(value)));
  if (strange >= 0)
    throw new TomoniError({
      code: 'invalid-data',
      what: `Number ${strange} of the example is ${values[strange]}.`,
      remedy: 'Replace it by a finite float32 number, or leave the row out.',
    });
  return {
    text: '',
    ids: new Int32Array(1),
    typeIds: new Int32Array(1),
    tokens: [''],
    offsets: new Int32Array(2),
    wordIds: Int32Array.of(-1),
    sequenceIds: Int8Array.of(-1),
    special: Uint8Array.of(1),
    truncated: 0,
    values: Float32Array.from(values),
  };
}
