import { readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HostTensor, NamedHostTensors } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary-folder.js';
import { decodeSafetensors, encodeSafetensors } from './codec.js';
import { openSafetensors } from './open-safetensors.js';
import { readSafetensors } from './read-safetensors.js';
import { writeSafetensors } from './write-safetensors.js';

const fixtures = fileURLToPath(new URL('./fixtures/', import.meta.url));
const folder = temporaryFolder();

interface Expected {
  readonly shape: readonly number[];
  readonly kind: 'float32' | 'int32';
  readonly values: readonly (number | string)[];
}

const reference: Readonly<Record<string, Expected>> = JSON.parse(
  readFileSync(join(fixtures, 'reference.json'), 'utf8'),
);

function expectReference(tensors: NamedHostTensors): void {
  expect([...tensors.keys()].sort()).toEqual(Object.keys(reference).sort());
  for (const [name, { shape, kind, values }] of Object.entries(reference)) {
    const tensor = tensors.get(name);
    expect(tensor?.shape, name).toEqual(shape);
    expect(tensor?.data, name).toBeInstanceOf(kind === 'float32' ? Float32Array : Int32Array);
    expect([...(tensor?.data ?? [])], name).toEqual(
      values.map((value) => (value === 'inf' ? Infinity : value)),
    );
  }
}

const sample: NamedHostTensors = new Map<string, HostTensor>([
  ['b', { shape: [2, 2], data: new Float32Array([1, -0, Number.NaN, 1e-45]) }],
  ['a', { shape: [3], data: new Int32Array([-(2 ** 31), 0, 2 ** 31 - 1]) }],
  ['10', { shape: [], data: new Float32Array([7]) }],
  ['9', { shape: [0, 4], data: new Float32Array() }],
  ['__proto__', { shape: [1], data: new Int32Array([1]) }],
]);

describe('reading files of the reference implementation', () => {
  it('reads every dtype from a file', async () => {
    expectReference(await readSafetensors(join(fixtures, 'reference.safetensors')));
  });

  it('reads every dtype from bytes', () => {
    expectReference(decodeSafetensors(readFileSync(join(fixtures, 'reference.safetensors'))));
  });

  it('gives names, metadata, dtype and shape without reading a tensor', async () => {
    const path = join(fixtures, 'reference.safetensors');
    const file = await openSafetensors(path);
    expect(file.metadata).toEqual({ format: 'pt', 言語: '日本語' });
    expect([...file.names].sort()).toEqual(Object.keys(reference).sort());
    expect(file.info('brain')).toMatchObject({ dtype: 'BF16', shape: [5], bytes: 10 });
    const ends = file.names.map((name) => file.info(name).begin + file.info(name).bytes);
    expect(ends.slice(0, -1)).toEqual(file.names.slice(1).map((name) => file.info(name).begin));
    expect(ends.at(-1)).toBe(statSync(path).size);
    await file.close();
  });

  it('refuses a number that does not fit', async () => {
    const path = join(fixtures, 'large-integer.safetensors');
    await expect(readSafetensors(path)).rejects.toMatchObject({
      code: 'invalid-data',
      what: expect.stringMatching(
        /^Element 0 of the tensor 'large' in .* is 2147483648, which int32 cannot hold\.$/,
      ),
    });
  });
});

describe('writing', () => {
  it.each([
    ['a map', () => sample],
    ['an iterable', () => [...sample]],
    ['an asynchronous iterable', () => stream(sample)],
  ])('keeps %s, its order and metadata', async (_, tensors) => {
    const path = join(folder, 'written.safetensors');
    await writeSafetensors(path, tensors(), { metadata: { format: 'pt' } });
    expect(await readSafetensors(path)).toEqual(sample);
    const file = await openSafetensors(path);
    expect(file.names).toEqual([...sample.keys()]);
    expect(file.metadata).toEqual({ format: 'pt' });
    await file.close();
    expect(await readFile(path)).toEqual(
      Buffer.from(encodeSafetensors(sample, { metadata: { format: 'pt' } })),
    );
    expect(readdirSync(folder)).toEqual(['written.safetensors']);
  });

  it('begins the data at a multiple of 8 bytes', () => {
    const bytes = Buffer.from(encodeSafetensors(sample));
    expect(Number(bytes.readBigUInt64LE()) % 8).toBe(0);
  });

  it('reads chosen tensors alone', async () => {
    const path = join(folder, 'chosen.safetensors');
    await writeSafetensors(path, sample);
    expect([...(await readSafetensors(path, { names: ['a'] })).keys()]).toEqual(['a']);
    await expect(readSafetensors(path, { names: ['c'] })).rejects.toMatchObject({ code: 'not-found' });
  });

  it('refuses a shape that does not fit, and leaves the file before', async () => {
    const path = join(folder, 'kept.safetensors');
    await writeSafetensors(path, sample);
    const before = readFileSync(path);
    const bad = [['x', { shape: [3], data: new Float32Array(2) }]] as const;
    await expect(writeSafetensors(path, bad)).rejects.toMatchObject({
      code: 'invalid-argument',
      what: "The tensor 'x' has the shape [3] but 2 elements.",
    });
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
  });

  it.each([['x'], ['__metadata__']])('refuses the name %s twice or reserved', (name) => {
    const tensor = { shape: [], data: new Float32Array(1) };
    const tensors = [[name, tensor] as const, [name, tensor] as const];
    expect(() => encodeSafetensors(tensors)).toThrow(expect.objectContaining({ code: 'invalid-argument' }));
  });
});

describe('files beyond 2 GiB', () => {
  it('reads a tensor behind 3 GiB of others', async () => {
    const path = join(folder, 'large.safetensors');
    const filler = 3 * 2 ** 30;
    const header = {
      filler: { dtype: 'U8', shape: [3, 2 ** 30], data_offsets: [0, filler] },
      last: { dtype: 'F32', shape: [2], data_offsets: [filler, filler + 8] },
    };
    const start = fileOf(header, 0);
    writeFileSync(path, start);
    truncateSync(path, start.length + filler);
    writeFileSync(path, new Uint8Array(new Float32Array([1.5, -2]).buffer), { flag: 'a' });
    expect(statSync(path).size).toBeGreaterThan(2 ** 31);
    const { data } = await readSafetensors(path, { names: ['last'] }).then(
      (read) => read.get('last') as HostTensor,
    );
    expect([...data]).toEqual([1.5, -2]);
  });
});

describe('hostile files', () => {
  const one = (fields: object) => ({ x: { dtype: 'F32', shape: [1], data_offsets: [0, 4], ...fields } });

  it.each<[string, Buffer, RegExp]>([
    ['an empty file', Buffer.alloc(0), /has 0 bytes, fewer than the 8/],
    [
      'a header length beyond the file',
      fileOf({}, 0, 2n ** 40n),
      /said to be 1099511627776 bytes long, but the file has 10/,
    ],
    ['the largest header length', fileOf({}, 0, 2n ** 64n - 1n), /said to be 18446744073709551615 bytes/],
    ['a header that is not JSON', fileOf('{"x"', 0), /The header is not JSON/],
    ['a header that is not UTF-8', fileOf(Buffer.from([0x7b, 0xff, 0x7d]), 0), /The header is not UTF-8/],
    ['a header that is not an object', fileOf('[]', 0), /not a JSON object/],
    ['an empty header', fileOf('', 0), /The header is not JSON/],
    ['deep nesting', fileOf('['.repeat(100_000), 0), /nested more than 3 deep, at byte 11/],
    [
      'a name twice',
      fileOf(
        '{"x":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"\\u0078" : {"dtype":"U8","shape":[0],"data_offsets":[0,0]}}',
        0,
      ),
      /has the key "x" twice in one object, at byte 61/,
    ],
    [
      'a key twice in an entry',
      fileOf('{"x":{"dtype":"U8","shape":[9],"shape":[0],"data_offsets":[0,0]}}', 0),
      /has the key "shape" twice/,
    ],
    [
      'overlapping tensors',
      fileOf({ ...one({}), y: { dtype: 'U8', shape: [2], data_offsets: [3, 5] } }, 5),
      /'y' overlaps the one before it/,
    ],
    [
      'a gap',
      fileOf({ ...one({}), y: { dtype: 'U8', shape: [2], data_offsets: [6, 8] } }, 8),
      /a gap of 2 bytes before the tensor 'y'/,
    ],
    ['a gap at the start', fileOf(one({ data_offsets: [4, 8] }), 8), /a gap of 4 bytes before/],
    ['a truncated file', fileOf(one({}), 3), /'x' ends at byte 4 of 3/],
    ['bytes after the end', fileOf(one({}), 5), /1 bytes after the last tensor/],
    [
      'an end before the begin',
      fileOf(one({ data_offsets: [4, 0] }), 4),
      /ends at byte 0, before it begins at 4/,
    ],
    ['a negative offset', fileOf(one({ data_offsets: [-4, 0] }), 4), /not two whole numbers/],
    ['a fractional offset', fileOf(one({ data_offsets: [0, 4.5] }), 4), /not two whole numbers/],
    [
      'an offset beyond 2⁵³',
      fileOf('{"x":{"dtype":"U8","shape":[1],"data_offsets":[9007199254740992,9007199254740993]}}', 1),
      /not two whole numbers/,
    ],
    ['three offsets', fileOf(one({ data_offsets: [0, 4, 8] }), 4), /not two whole numbers/],
    ['a negative dimension', fileOf(one({ shape: [-1] }), 4), /not a list of whole numbers/],
    ['a fractional dimension', fileOf(one({ shape: [0.5, 2] }), 4), /not a list of whole numbers/],
    ['a shape that is no list', fileOf(one({ shape: '1' }), 4), /not a list of whole numbers/],
    [
      'a shape whose product overflows',
      fileOf(one({ shape: [2 ** 32, 2 ** 32] }), 4),
      /more elements than a file can hold/,
    ],
    [
      'a shape whose product overflows to infinity',
      fileOf(one({ shape: Array(40).fill(2 ** 50) }), 4),
      /more elements/,
    ],
    [
      'a shape larger than its bytes',
      fileOf(one({ shape: [2 ** 40] }), 4),
      /takes 4398046511104 bytes, but its data_offsets span 4/,
    ],
    [
      'an unknown dtype',
      fileOf(one({ dtype: 'F4' }), 4),
      /has the dtype "F4"; those that can be read are F64,/,
    ],
    ['a dtype from the prototype', fileOf(one({ dtype: 'toString' }), 4), /has the dtype "toString"/],
    ['an entry that is no object', fileOf({ x: 1 }, 0), /entry 'x' is not a JSON object/],
    ['an entry without fields', fileOf({ x: {} }, 0), /has the dtype undefined/],
    ['metadata that is no object', fileOf({ __metadata__: 'a' }, 0), /__metadata__ is not a JSON object/],
    ['metadata that is no string', fileOf({ __metadata__: { a: 1 } }, 0), /__metadata__ 'a' is not a string/],
  ])('refuses %s', async (_, bytes, sentence) => {
    const damaged = expect.objectContaining({ code: 'damaged-file', what: expect.stringMatching(sentence) });
    expect(() => decodeSafetensors(bytes)).toThrow(damaged);
    const path = join(folder, 'hostile.safetensors');
    writeFileSync(path, bytes);
    await expect(readSafetensors(path)).rejects.toEqual(damaged);
    await expect(openSafetensors(path)).rejects.toMatchObject({ where: { file: path } });
  });

  it('takes no memory for a file that says it is large', () => {
    const bytes = fileOf(one({ shape: [2 ** 30], data_offsets: [0, 2 ** 32] }), 4);
    const before = process.memoryUsage().arrayBuffers;
    for (let i = 0; i < 100; i++) expect(() => decodeSafetensors(bytes)).toThrow('ends at byte');
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2 ** 24);
  });

  it('refuses a BOOL that is neither 0 nor 1 and a double beyond float32', () => {
    const bool = fileOf(one({ dtype: 'BOOL', data_offsets: [0, 1] }), Buffer.from([2]));
    expect(() => decodeSafetensors(bool)).toThrow(
      "Element 0 of the tensor 'x' is 2, which is neither 0 nor 1.",
    );
    const double = Buffer.alloc(8);
    double.writeDoubleLE(1e300);
    const file = fileOf(one({ dtype: 'F64', data_offsets: [0, 8] }), double);
    expect(() => decodeSafetensors(file)).toThrow('is 1e+300, which float32 cannot hold');
  });

  it('names a file that is not there', async () => {
    await expect(openSafetensors(join(folder, 'none'))).rejects.toMatchObject({ code: 'not-found' });
  });
});

/** Bytes of a file with any header. */
function fileOf(header: object | string | Buffer, data: number | Buffer, length?: bigint): Buffer {
  const text =
    typeof header === 'string' || Buffer.isBuffer(header)
      ? Buffer.from(header)
      : Buffer.from(JSON.stringify(header));
  const prefix = Buffer.alloc(8);
  prefix.writeBigUInt64LE(length ?? BigInt(text.length));
  return Buffer.concat([prefix, text, typeof data === 'number' ? Buffer.alloc(data) : data]);
}

async function* stream(tensors: NamedHostTensors): AsyncGenerator<readonly [string, HostTensor]> {
  for (const entry of tensors) {
    await new Promise(setImmediate);
    yield entry;
  }
}
