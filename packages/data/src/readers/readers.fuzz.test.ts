import { gzipSync } from 'node:zlib';
import { type Json, type Rows, TomoniError } from '@tomoni/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { json } from '../columns/json.js';
import { number } from '../columns/number.js';
import { optional } from '../columns/optional.js';
import { text } from '../columns/text.js';
import { findJsonFault } from './json-fault.js';
import { readCsv } from './read-csv.js';
import { readJsonLines } from './read-json-lines.js';
import { readTsv } from './read-tsv.js';
import { checkUtf8 } from './utf8.js';

/** Bytes cut at arbitrary places. */
async function* chunked(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  let start = 0;
  for (const cut of cuts) {
    const end = Math.min(bytes.length, start + cut);
    yield bytes.subarray(start, end);
    start = end;
  }
  yield bytes.subarray(start);
}

const cuts = fc.array(fc.nat(12), { maxLength: 8 });

/** Bytes that are likely to hit the grammar: its own characters, text, damaged text and damaged gzip. */
const hostileBytes = fc.oneof(
  fc.uint8Array({ maxLength: 60 }),
  fc
    .array(
      fc.constantFrom('a', 'b', ',', '\t', '"', '""', '\n', '\r', '\r\n', '1', '猫', '\ufeff', ' ', '\0'),
      { maxLength: 40 },
    )
    .map((parts) => Buffer.from(`a,b\n${parts.join('')}`)),
  fc
    .array(
      fc.constantFrom('{', '}', '"a"', ':', ',', '1', '[', ']', 'null', '\n', '"', '\\', '-', '.', 'e', ' '),
      { maxLength: 40 },
    )
    .map((parts) => Buffer.from(parts.join(''))),
  fc
    .tuple(fc.string({ maxLength: 20 }), fc.nat(40), fc.nat(255))
    .map(([content, at, byte]) => damaged(gzipSync(`a,b\n${content}`), at, byte)),
  fc
    .tuple(fc.string({ unit: 'grapheme', maxLength: 20 }), fc.nat(40), fc.nat(255))
    .map(([content, at, byte]) => damaged(Buffer.from(`a,b\n${content}`), at, byte)),
);

function damaged(bytes: Buffer, at: number, byte: number): Buffer {
  if (at < bytes.length) bytes[at] = byte;
  return bytes;
}

async function expectRowsOrSentence(reading: Promise<Rows<unknown>>): Promise<void> {
  try {
    const rows = await reading;
    for (let index = 0; index < rows.length; index++) expect(rows.where(index).line).toBeGreaterThan(0);
  } catch (error) {
    if (!(error instanceof TomoniError)) throw error;
    expect(['malformed-file', 'invalid-data']).toContain(error.code);
    expect(error.what).toMatch(/^\P{Ll}.*\.$/su);
    if (!error.what.startsWith('The compressed data')) expect(error.where.line).toBeGreaterThan(0);
  }
}

describe('any bytes give rows or a sentence with a place', () => {
  it.each<[string, (source: AsyncIterable<Uint8Array>) => Promise<Rows<unknown>>]>([
    ['as CSV', (source) => readCsv(source, { a: optional(number()), b: text() })],
    ['as CSV without a header', (source) => readCsv(source, { a: text({ empty: true }) }, { header: false })],
    ['as TSV', (source) => readTsv(source, { a: text() }, { header: false })],
    ['as JSON Lines', (source) => readJsonLines(source, { a: optional(json()) })],
  ])(
    '%s',
    async (_, read) => {
      await fc.assert(
        fc.asyncProperty(hostileBytes, cuts, (bytes, at) => expectRowsOrSentence(read(chunked(bytes, at)))),
        { numRuns: 2000 },
      );
    },
    60_000,
  );
});

describe('a table comes back as it was written', () => {
  const cell = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 8 }),
    fc.string({
      unit: fc.constantFrom('"', ',', '\n', '\r\n', '\r', ' ', '\t', ';', '猫', '🍣', 'x'),
      maxLength: 6,
    }),
  );
  const table = (cells: fc.Arbitrary<string>) =>
    fc.integer({ min: 1, max: 4 }).chain((width) =>
      fc.array(fc.array(fc.tuple(cells, fc.boolean()), { minLength: width, maxLength: width }), {
        maxLength: 6,
      }),
    );
  const lineEnd = fc.constantFrom('\n', '\r\n', '\r');
  const columnsOf = (width: number) =>
    Object.fromEntries(Array.from({ length: width }, (_, index) => [`c${index}`, text({ empty: true })]));

  it('through CSV, with its line numbers', async () => {
    await fc.assert(
      fc.asyncProperty(table(cell), lineEnd, fc.boolean(), cuts, async (rows, end, blankLines, at) => {
        const width = rows[0]?.length ?? 1;
        let content = `${Object.keys(columnsOf(width)).join(',')}${end}`;
        const lines: number[] = [];
        for (const row of rows) {
          if (blankLines) content += end;
          lines.push(countLines(content) + 1);
          content +=
            row
              .map(([value, quoted]) => (quoted || needsQuotes(value, width) ? quote(value) : value))
              .join(',') + end;
        }
        const read = await readCsv(chunked(Buffer.from(content), at), columnsOf(width));
        expect([...read].map((row) => Object.values(row))).toEqual(
          rows.map((row) => row.map(([value]) => value)),
        );
        expect(lines.map((_, index) => read.where(index).line)).toEqual(lines);
      }),
      { numRuns: 1000 },
    );
  }, 60_000);

  it('through TSV', async () => {
    const plain = cell.map((value) => value.replace(/[\t\r\n]/g, ''));
    await fc.assert(
      fc.asyncProperty(table(plain), lineEnd, cuts, async (rows, end, at) => {
        const filled = rows.map((row) =>
          row.map(([value], index) => (index === 0 && value === '' ? 'x' : value)),
        );
        const width = filled[0]?.length ?? 1;
        const content = filled.map((row) => row.join('\t') + end).join('');
        const read = await readTsv(chunked(Buffer.from(content), at), columnsOf(width), { header: false });
        expect([...read].map((row) => Object.values(row))).toEqual(filled);
      }),
      { numRuns: 500 },
    );
  }, 60_000);

  it('through JSON Lines, compressed or not', async () => {
    const value = fc
      .jsonValue({ maxDepth: 2 })
      .map((generated) => JSON.parse(JSON.stringify(generated)) as Json);
    await fc.assert(
      fc.asyncProperty(
        fc.array(value, { maxLength: 6 }),
        fc.boolean(),
        cuts,
        async (values, compressed, at) => {
          const content = values.map((v) => `${JSON.stringify({ v })}\n`).join('');
          const bytes = compressed ? gzipSync(content) : Buffer.from(content);
          const read = await readJsonLines(chunked(bytes, at), { v: json() });
          expect([...read].map(({ v }) => v)).toEqual(values);
        },
      ),
      { numRuns: 1000 },
    );
  }, 60_000);

  function needsQuotes(value: string, width: number): boolean {
    return /[",\r\n]/.test(value) || (width === 1 && value === '') || value.startsWith('\ufeff');
  }

  const quote = (value: string) => `"${value.replaceAll('"', '""')}"`;
  const countLines = (content: string) => content.split(/\r\n|\n|\r/).length - 1;
});

describe('checks of the readers agree with those of the platform', () => {
  it('on UTF-8', async () => {
    const bytes = fc.array(
      fc.oneof(
        fc.uint8Array({ maxLength: 4 }),
        fc.string({ unit: 'grapheme', maxLength: 3 }).map((value) => new TextEncoder().encode(value)),
      ),
      { maxLength: 4 },
    );
    await fc.assert(
      fc.asyncProperty(bytes, cuts, async (parts, at) => {
        const all = Buffer.concat(parts);
        const decoder = new TextDecoder('utf-8', { fatal: true });
        let expected: string | undefined;
        try {
          expected = decoder.decode(all);
        } catch {
          expected = undefined;
        }
        const passed: Uint8Array[] = [];
        const check = async () => {
          for await (const chunk of checkUtf8(chunked(all, at), undefined)) {
            expect(() => decoder.decode(chunk)).not.toThrow();
            passed.push(chunk);
          }
        };
        if (expected === undefined) await expect(check()).rejects.toMatchObject({ code: 'malformed-file' });
        else {
          await check();
          expect(Buffer.concat(passed).toString()).toBe(expected);
        }
      }),
      { numRuns: 1000 },
    );
  });

  it('on JSON', () => {
    const nearlyJson = fc
      .tuple(
        fc.json({ maxDepth: 3 }),
        fc.nat(),
        fc.constantFrom('', ',', '"', '}', ']', '{', '[', '\\', 'e', '0', '-', ' ', '\u0001', '.'),
      )
      .map(([content, at, inserted]) => {
        const place = at % (content.length + 1);
        return content.slice(0, place) + inserted + content.slice(place + (at % 2));
      });
    fc.assert(
      fc.property(fc.oneof(nearlyJson, fc.string({ maxLength: 10 })), (content) => {
        let valid = true;
        try {
          JSON.parse(content);
        } catch {
          valid = false;
        }
        const fault = findJsonFault(content);
        expect(fault === undefined, content).toBe(valid);
        if (fault !== undefined) expect(fault.index).toBeLessThanOrEqual(content.length);
      }),
      { numRuns: 3000 },
    );
  });
});
