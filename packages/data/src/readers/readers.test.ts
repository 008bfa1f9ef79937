import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { Json } from '@tomoni/spec';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary-folder.js';
import { json } from '../columns/json.js';
import { integer, number } from '../columns/number.js';
import { oneOf } from '../columns/one-of.js';
import { optional } from '../columns/optional.js';
import { text } from '../columns/text.js';
import { readCsv, streamCsv } from './read-csv.js';
import { readJsonLines, streamJsonLines } from './read-json-lines.js';
import { readTsv } from './read-tsv.js';

const folder = temporaryFolder();
const bytes = (content: string) => new TextEncoder().encode(content);

/** Bytes given one by one. */
async function* dripping(content: Uint8Array): AsyncGenerator<Uint8Array> {
  for (const byte of content) yield Uint8Array.of(byte);
}

describe('readCsv', () => {
  const columns = {
    title: text(),
    interest: number(),
    label: oneOf(['spam', 'ham']),
    votes: integer(),
    appeal: optional(number()),
    raters: json<number[]>(),
  };
  const header = 'id,title,interest,label,votes,appeal,raters';

  it('reads typed columns with file and line', async () => {
    const path = join(folder, 'titles.csv');
    writeFileSync(path, `${header}\n1,猫の写真,0.5,spam,3,,"[1,2]"\n2,"犬, ""吠える""",-1e-3,ham,0,.25,[]\n`);
    const rows = await readCsv(path, columns);
    expect(rows.columns).toEqual(['title', 'interest', 'label', 'votes', 'appeal', 'raters']);
    expect([...rows]).toEqual([
      { title: '猫の写真', interest: 0.5, label: 'spam', votes: 3, appeal: undefined, raters: [1, 2] },
      { title: '犬, "吠える"', interest: -0.001, label: 'ham', votes: 0, appeal: 0.25, raters: [] },
    ]);
    expect(rows.length).toBe(2);
    expect(rows.where(1)).toEqual({ file: path, line: 3 });
    expect(() => rows.at(2)).toThrow('There is no row 2 among 2.');
  });

  it.each([
    ['CRLF', '\r\n'],
    ['LF', '\n'],
    ['CR', '\r'],
  ])('counts lines with %s, empty lines and line breaks in quotes', async (_, end) => {
    const lines = ['a,b', '', `"x${end}y",1`, '', '', '2,3', `"${end}${end}",4`, '5,6'];
    for (const source of [bytes(lines.join(end)), dripping(bytes(lines.join(end)))]) {
      const rows = await readCsv(source, { a: text() });
      expect([...rows].map(({ a }) => a)).toEqual([`x${end}y`, '2', `${end}${end}`, '5']);
      expect(Array.from({ length: 4 }, (_, i) => rows.where(i).line)).toEqual([3, 7, 8, 11]);
    }
  });

  it('understands a byte order mark, mixed line ends and a missing last one', async () => {
    const rows = await readCsv(bytes('\ufeffa,b\r\n1,2\n3,4\r5,6'), { a: number(), b: number() });
    expect([...rows]).toEqual([
      { a: 1, b: 2 },
      { a: 3, b: 4 },
      { a: 5, b: 6 },
    ]);
  });

  it('keeps a quoted empty cell of a single column', async () => {
    const rows = await readCsv(bytes('a\n""\n\nx\n'), { a: text({ empty: true }) });
    expect([...rows]).toEqual([{ a: '' }, { a: 'x' }]);
  });

  it('renames columns, by name and by index', async () => {
    const source = bytes('Product title,n,n\nx,1,2');
    const rows = await readCsv(
      source,
      { title: text(), votes: number() },
      { from: { title: 'Product title', votes: 2 } },
    );
    expect([...rows]).toEqual([{ title: 'x', votes: 2 }]);
  });

  it('reads without a header, in the order of the columns or by index', async () => {
    const source = bytes('1;x\n2;y');
    const options = { header: false, delimiter: ';' };
    expect([...(await readCsv(source, { n: number(), s: text() }, options))]).toEqual([
      { n: 1, s: 'x' },
      { n: 2, s: 'y' },
    ]);
    expect([...(await readCsv(source, { s: text() }, { ...options, from: { s: 1 } }))]).toEqual([
      { s: 'x' },
      { s: 'y' },
    ]);
  });

  it('reads a header alone as no rows', async () => {
    const rows = await readCsv(bytes('a,b\n'), { a: text() });
    expect(rows.length).toBe(0);
    expect(rows.columns).toEqual(['a']);
  });

  it.each<[string, string, object]>([
    ['an empty file', '', { code: 'malformed-file', what: 'A header was expected, but the file is empty.' }],
    [
      'a column that is not there',
      'b,c\n',
      {
        code: 'malformed-file',
        what: "The header has no column 'a'; it has 'b', 'c'.",
        where: { line: 1, column: 'a' },
      },
    ],
    ['a column that is there twice', 'a,a\n', { what: "The header has the column 'a' twice." }],
    [
      'a row that is too short',
      'a,b\n1,2\n\n3\n',
      {
        code: 'malformed-file',
        what: 'A line of 2 cells was expected, as the first one is, but this one has 1 cell.',
        where: { line: 4 },
      },
    ],
    ['a row that is too long', 'a,b\n1,2,3\n', { what: expect.stringContaining('but this one has 3 cells') }],
    [
      'a quote that is not closed',
      'b,a\n1,2\n1,"x\ny\n',
      {
        code: 'malformed-file',
        what: 'A closing quote was expected, but the file ends.',
        where: { line: 3, column: 'a' },
      },
    ],
    [
      'text after a closing quote',
      'a,b\n"x\r\ny",1\n"x"y,1\n',
      {
        what: 'A delimiter or the end of the line was expected after a closing quote.',
        where: { line: 4, column: 'a' },
      },
    ],
    [
      'a quote within a cell',
      'a,b\n\n5" disk,1\n',
      { what: 'A quote was found in a cell that does not begin with one.', where: { line: 3, column: 'a' } },
    ],
    [
      'a cell that is no number',
      'a\n1\n1,5\n'.replace(',', '.').replace('1.5', '0x10'),
      {
        code: 'invalid-data',
        what: 'A number was expected, but "0x10" was found.',
        where: { line: 3, column: 'a' },
      },
    ],
  ])('refuses %s', async (_, content, error) => {
    await expect(readCsv(bytes(content), { a: number() })).rejects.toMatchObject(error);
    await expect(readCsv(dripping(bytes(content)), { a: number() })).rejects.toMatchObject(error);
  });

  it.each([
    [number(), ['', ' ', 'NaN', 'Infinity', '1e999', '1,5', '--1', '1.2.3', '１']],
    [integer({ min: 0, max: 9 }), ['1.5', '-1', '10', '9007199254740993']],
    [number({ min: 0 }), ['-0.1']],
    [number({ max: 1 }), ['1.1']],
    [oneOf(['a', 1]), ['A', '2', '', 'toString']],
    [text(), ['']],
    [optional(number()), ['x']],
    [json(), ['{', 'x']],
    [json((value): value is string => typeof value === 'string'), ['1']],
  ])('refuses cells of column %#', async (column, cells) => {
    for (const cell of cells) {
      const content = bytes(`a,b\n"${cell.replaceAll('"', '""')}",1\n`);
      await expect(readCsv(content, { a: column })).rejects.toMatchObject({
        code: 'invalid-data',
        what: expect.stringContaining(`but ${JSON.stringify(cell)} was found`),
        where: { line: 2, column: 'a' },
      });
    }
  });

  it('refuses options that contradict each other', async () => {
    const source = bytes('x\n');
    const invalid = { code: 'invalid-argument' };
    await expect(readCsv(source, { a: text() }, { header: false, from: { a: 'a' } })).rejects.toMatchObject(
      invalid,
    );
    await expect(readCsv(source, { a: text() }, { delimiter: '' })).rejects.toMatchObject(invalid);
    await expect(readCsv(source, { a: text() }, { header: false, from: { a: 1 } })).rejects.toThrow(
      "The column 'a' is to be read from index 1, but the line has 1 cell.",
    );
    expect(() => number({ min: 1, max: 0 })).toThrow(expect.objectContaining(invalid));
    expect(() => oneOf([])).toThrow(expect.objectContaining(invalid));
    expect(() => oneOf(['1', 1])).toThrow(expect.objectContaining(invalid));
  });
});

describe('encoding', () => {
  it.each<[string, number[], number, number]>([
    ['Latin-1', [0x61, 0x0a, 0x62, 0xe9, 0x0a], 2, 2],
    ['UTF-16', [0xff, 0xfe, 0x61, 0x00], 1, 1],
    ['a character cut short', [0x61, 0x0a, 0x78, 0xe7, 0x8c], 2, 2],
    ['a surrogate', [0x61, 0x0a, 0xe7, 0x8c, 0xab, 0xed, 0xa0, 0x80], 2, 2],
    ['an overlong form', [0x61, 0x0a, 0xc0, 0x80], 2, 1],
    ['a stray continuation', [0x61, 0x0a, 0xf0, 0x9f, 0x8d, 0xa3, 0x80], 2, 3],
    ['a byte that never stands in UTF-8', [0x61, 0x0a, 0x0a, 0xff, 0x61], 3, 1],
  ])('refuses %s with its place', async (_, content, line, column) => {
    for (const source of [Uint8Array.from(content), dripping(Uint8Array.from(content))])
      await expect(readCsv(source, { a: text() })).rejects.toMatchObject({
        code: 'malformed-file',
        what: expect.stringMatching(/^UTF-8 was expected, but the byte 0x[\da-f]{2} is not part of it\.$/),
        where: { line, column },
      });
  });

  it('finds the place beyond the first chunk', async () => {
    const content = Buffer.concat([Buffer.from(`a\n${'猫\n'.repeat(100_000)}猫猫`), Buffer.from([0xff])]);
    await expect(readCsv(content, { a: text() })).rejects.toMatchObject({
      where: { line: 100_002, column: 3 },
    });
  });

  it('reads characters that chunks cut apart', async () => {
    const content = bytes('a\n𩸽と🍣\n');
    expect([...(await readCsv(dripping(content), { a: text() }))]).toEqual([{ a: '𩸽と🍣' }]);
    expect([...(await readJsonLines(dripping(bytes('\ufeff{"a":"𩸽と🍣"}')), { a: text() }))]).toEqual([
      { a: '𩸽と🍣' },
    ]);
  });
});

describe('sources', () => {
  const content = 'a\n1\n2\n';

  it('reads gzip by what is in the file', async () => {
    const path = join(folder, 'compressed.csv');
    writeFileSync(path, gzipSync(content));
    expect((await readCsv(path, { a: number() })).length).toBe(2);
    expect((await readCsv(dripping(gzipSync(content)), { a: number() })).length).toBe(2);
  });

  it('refuses what is called .gz and is not, and damaged gzip', async () => {
    const path = join(folder, 'plain.csv.gz');
    writeFileSync(path, content);
    await expect(readCsv(path, { a: number() })).rejects.toMatchObject({
      code: 'malformed-file',
      where: { file: path },
    });
    const zipped = gzipSync(content);
    for (const damaged of [
      zipped.subarray(0, -9),
      Buffer.concat([zipped.subarray(0, 12), zipped.subarray(14)]),
    ])
      await expect(readCsv(damaged, { a: number() })).rejects.toMatchObject({
        code: 'malformed-file',
        what: expect.stringMatching(/^The compressed data is damaged/),
      });
  });

  it('reads Node streams, of bytes or text', async () => {
    expect((await readCsv(Readable.from([content]), { a: number() })).length).toBe(2);
    expect((await readCsv(Readable.from([Buffer.from(content)]), { a: number() })).length).toBe(2);
  });

  it('passes on the error of a stream, and refuses one of other things', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield bytes('a\n1\n');
      throw new Error('the line went dead');
    }
    await expect(readCsv(failing(), { a: number() })).rejects.toThrow('the line went dead');
    const objects = Readable.from([{ a: 1 }]) as AsyncIterable<Uint8Array>;
    await expect(readJsonLines(objects, {})).rejects.toMatchObject({ code: 'invalid-argument' });
  });

  it('names a file that is not there and a folder', async () => {
    const path = join(folder, 'none.csv');
    await expect(readCsv(path, {})).rejects.toMatchObject({ code: 'not-found', where: { file: path } });
    await expect(readCsv(folder, {})).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('stops at a signal, also while the stream stalls', async () => {
    await expect(readCsv(bytes(content), {}, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'aborted',
    });
    const stalled = new Readable({ read: () => undefined });
    stalled.push('a\n');
    const signal = AbortSignal.timeout(10);
    await expect(readCsv(stalled, { a: number() }, { signal })).rejects.toMatchObject({ code: 'aborted' });
    await expect(
      readJsonLines(new Readable({ read: () => undefined }), {}, { signal }),
    ).rejects.toMatchObject({
      code: 'aborted',
    });
  });

  it('reports progress in bytes of the file', async () => {
    const path = join(folder, 'progress.jsonl');
    writeFileSync(path, '{"a":1}\n'.repeat(50_000));
    const calls: [number, number | undefined][] = [];
    await readJsonLines(path, { a: number() }, { progress: (done, total) => calls.push([done, total]) });
    expect(calls.length).toBeGreaterThan(2);
    expect(calls.at(-1)).toEqual([400_000, 400_000]);
    expect(
      calls.every(([done], index) => index === 0 || done > (calls[index - 1] as [number, number])[0]),
    ).toBe(true);
  });

  it('streams rows and closes the file when the reader leaves', async () => {
    const path = join(folder, 'long.csv');
    writeFileSync(path, `a\n${'1\n'.repeat(200_000)}`);
    for await (const { row, where } of streamCsv(path, { a: number() })) {
      expect(row).toEqual({ a: 1 });
      expect(where).toEqual({ file: path, line: 2 });
      break;
    }
    for await (const { where } of streamJsonLines(bytes('{}\n'), {})) expect(where).toEqual({ line: 1 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    if (existsSync('/proc/self/fd')) expect(openFiles()).not.toContain(path);
  });
});

function openFiles(): string[] {
  const { readdirSync, readlinkSync } = process.getBuiltinModule('node:fs');
  return readdirSync('/proc/self/fd').flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/self/fd/${fd}`)];
    } catch {
      return [];
    }
  });
}

describe('readTsv', () => {
  it('takes quotes as they are', async () => {
    const rows = await readTsv(bytes('a\tb\n5" disk\t"x\n'), { a: text(), b: text() });
    expect([...rows]).toEqual([{ a: '5" disk', b: '"x' }]);
    const quoted = await readTsv(bytes('a\n"x\ty"\n'), { a: text() }, { quote: '"' });
    expect([...quoted]).toEqual([{ a: 'x\ty' }]);
  });
});

describe('readJsonLines', () => {
  it('reads typed columns with their lines', async () => {
    const source = bytes('{"t":"猫","n":1,"v":[1]}\r\n\n {"t":"犬","n":null,"v":null} \n{"t":"鳥","v":{}}');
    const rows = await readJsonLines(
      source,
      { text: text(), n: optional(number()), v: json() },
      { from: { text: 't' } },
    );
    expect([...rows]).toEqual([
      { text: '猫', n: 1, v: [1] },
      { text: '犬', n: undefined, v: null },
      { text: '鳥', n: undefined, v: {} },
    ]);
    expect([0, 1, 2].map((index) => rows.where(index).line)).toEqual([1, 3, 4]);
  });

  it.each<[string, object]>([
    [
      '{"a":"1"}',
      {
        code: 'invalid-data',
        what: 'A number was expected, but "1" was found.',
        where: { line: 1, column: 'a' },
      },
    ],
    ['{}', { code: 'invalid-data', what: 'A number was expected, but nothing was found.' }],
    ['{"a":null}', { what: 'A number was expected, but null was found.' }],
    ['{"a":1e999}', { what: 'A number was expected, but null was found.' }],
    [
      '{"a":1}\n[1]',
      { code: 'malformed-file', what: 'A JSON object was expected, but [1] was found.', where: { line: 2 } },
    ],
    ['1', { what: 'A JSON object was expected, but 1 was found.' }],
    ['null', { what: 'A JSON object was expected, but null was found.' }],
    [
      '{"a":1}\n{"a" 1}',
      { code: 'malformed-file', what: "':' was expected, but 1} was found.", where: { line: 2, column: 6 } },
    ],
    ['{"a":1', { what: "',' or '}' was expected, but the line ends.", where: { line: 1, column: 7 } }],
    [
      "{'a':1}",
      { what: "A key in double quotes or '}' was expected, but 'a':1} was found.", where: { column: 2 } },
    ],
    ['{"a":1,}', { what: 'A key in double quotes was expected, but } was found.', where: { column: 8 } }],
    ['{"a":NaN}', { what: 'A value was expected, but NaN} was found.', where: { column: 6 } }],
    ['{"a":1}}', { what: 'The end of the line was expected, but } was found.', where: { column: 8 } }],
  ])('refuses %s', async (content, error) => {
    await expect(readJsonLines(bytes(content), { a: number() })).rejects.toMatchObject(error);
  });

  it('does not take what objects inherit for a column', async () => {
    await expect(readJsonLines(bytes('{}'), { toString: json() })).rejects.toMatchObject({
      code: 'invalid-data',
    });
  });

  it('refuses numbers and texts that stand for one another', async () => {
    const refused = expect.objectContaining({ code: 'invalid-data' });
    await expect(readJsonLines(bytes('{"a":1}'), { a: oneOf(['1']) })).rejects.toEqual(refused);
    await expect(readJsonLines(bytes('{"a":"1"}'), { a: oneOf([1]) })).rejects.toEqual(refused);
    const guarded = json((value: Json): value is string[] => Array.isArray(value));
    await expect(readJsonLines(bytes('{"a":{}}'), { a: guarded })).rejects.toEqual(refused);
  });

  it('reads lines longer than a chunk', async () => {
    const long = '語'.repeat(200_000);
    const path = join(folder, 'wide.jsonl');
    writeFileSync(path, `${JSON.stringify({ a: long })}\n${JSON.stringify({ a: 'b' })}`);
    expect(readFileSync(path).length).toBeGreaterThan(2 ** 18);
    expect([...(await readJsonLines(path, { a: text() }))]).toEqual([{ a: long }, { a: 'b' }]);
  });
});
