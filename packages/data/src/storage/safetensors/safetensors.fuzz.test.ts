import { type HostTensor, TomoniError } from '@tomoni/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeSafetensors, encodeSafetensors } from './codec.js';
import { findStructureFault } from './json-structure.js';

const tensor = fc
  .tuple(
    fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 3 }),
    fc.boolean(),
    fc.infiniteStream(fc.integer()),
  )
  .map(([shape, whole, values]): HostTensor => {
    const length = shape.reduce((product, dimension) => product * dimension, 1);
    const numbers = Array.from({ length }, () => values.next().value as number);
    return {
      shape,
      data: whole ? Int32Array.from(numbers) : Float32Array.from(numbers, (value) => value / 7),
    };
  });
const name = fc.string({ unit: 'grapheme', maxLength: 6 }).filter((text) => text !== '__metadata__');
const tensors = fc
  .uniqueArray(fc.tuple(name, tensor), { selector: ([key]) => key, maxLength: 5 })
  .map((entries) => new Map(entries));

function expectTensorsOrSentence(bytes: Uint8Array): void {
  try {
    for (const { shape, data } of decodeSafetensors(bytes).values())
      expect(data.length).toBe(shape.reduce((product, dimension) => product * dimension, 1));
  } catch (error) {
    if (!(error instanceof TomoniError)) throw error;
    expect(['damaged-file', 'invalid-data']).toContain(error.code);
    expect(error.what).toMatch(/^\P{Ll}.*\.$/su);
  }
}

describe('safetensors', () => {
  it('come back as they were written', () => {
    fc.assert(
      fc.property(tensors, fc.dictionary(name, fc.string({ unit: 'grapheme' })), (written, metadata) => {
        const read = decodeSafetensors(encodeSafetensors(written, { metadata }));
        expect(new Map(read)).toEqual(written);
      }),
      { numRuns: 500 },
    );
  });

  it('give tensors or a sentence when bytes are changed, cut or added', () => {
    const change = fc.tuple(fc.nat(400), fc.nat(255));
    fc.assert(
      fc.property(
        tensors,
        fc.array(change, { maxLength: 4 }),
        fc.integer({ min: -20, max: 20 }),
        (written, changes, more) => {
          const bytes = Buffer.concat([encodeSafetensors(written), Buffer.alloc(20)]).subarray(0, undefined);
          const cut = Buffer.from(bytes.subarray(0, Math.max(0, bytes.length - 20 + more)));
          for (const [at, byte] of changes) if (cut.length > 0) cut[at % cut.length] = byte;
          expectTensorsOrSentence(cut);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('give tensors or a sentence whatever the header says', () => {
    const anything = fc.oneof(
      fc.integer({ min: -2, max: 9 }),
      fc.constantFrom(2 ** 31, 2 ** 53, 1e308, 0.5, null, 'F32', '', true),
      fc.maxSafeInteger(),
    );
    const entry = fc.oneof(
      fc.record(
        {
          dtype: fc.oneof(fc.constantFrom('F32', 'I64', 'U8', 'BOOL', 'F16', 'BF16', 'F8_E4M3'), anything),
          shape: fc.oneof(fc.array(anything, { maxLength: 3 }), anything),
          data_offsets: fc.oneof(fc.array(anything, { minLength: 1, maxLength: 3 }), anything),
        },
        { requiredKeys: [] },
      ),
      anything,
    );
    const header = fc.oneof(
      fc.dictionary(fc.oneof(name, fc.constant('__metadata__')), entry, { maxKeys: 3 }),
      fc.jsonValue(),
    );
    fc.assert(
      fc.property(header, fc.nat(64), (json, dataLength) => {
        const text = Buffer.from(JSON.stringify(json) ?? '');
        const prefix = Buffer.alloc(8);
        prefix.writeBigUInt64LE(BigInt(text.length));
        expectTensorsOrSentence(Buffer.concat([prefix, text, Buffer.alloc(dataLength)]));
      }),
      { numRuns: 3000 },
    );
  });

  it('have a key twice exactly where a key stands twice', () => {
    const key = fc.constantFrom('a', 'b', '"', '\\', 'あ', '\\u0061', '');
    type Tree = readonly [string, Tree][];
    const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
      tree: fc.array(fc.tuple(key, fc.oneof({ depthSize: 'small' }, fc.constant([]), tie('tree'))), {
        maxLength: 3,
      }),
    }));
    const write = (nodes: Tree): string =>
      `{${nodes.map(([name, inner]) => `${JSON.stringify(name)} : ${write(inner)}`).join(', ')}}`;
    const repeats = (nodes: Tree): boolean =>
      new Set(nodes.map(([name]) => name)).size < nodes.length || nodes.some(([, inner]) => repeats(inner));
    fc.assert(
      fc.property(tree, (nodes) => {
        expect(findStructureFault(write(nodes), 100) !== undefined).toBe(repeats(nodes));
      }),
      { numRuns: 1000 },
    );
  });
});
