import { type HostTensor, TomoniError } from '@tomoni/spec';
import { bytesPerElement, type ElementType, elementTypes, isElementType } from './element-type.js';
import { findStructureFault } from './json-structure.js';

/** Bytes before the header: its length as an unsigned 64-bit number. */
export const prefixLength = 8;

/** The longest header that the reference implementation reads, in bytes. */
const maxHeaderLength = 100_000_000;

/** `{ name: { shape: [ … ] } }` */
const headerDepth = 3;

const metadataKey = '__metadata__';

/** A tensor as the header describes it. */
export interface TensorEntry {
  readonly dtype: ElementType;
  readonly shape: readonly number[];
  /** Number of elements. */
  readonly length: number;
  /** First byte and byte after the last, counted from the end of the header. */
  readonly begin: number;
  readonly end: number;
}

/** What the header says, checked. */
export interface Header {
  readonly metadata: Readonly<Record<string, string>>;
  /** The tensors in the order of their bytes. */
  readonly tensors: ReadonlyMap<string, TensorEntry>;
}

/** Reads the length of the header from the file's first bytes and checks it against the size of the file. */
export function parsePrefix(prefix: Uint8Array, fileSize: number, file: string | undefined): number {
  if (prefix.length < prefixLength)
    throw damaged(
      `The file has ${fileSize} bytes, fewer than the ${prefixLength} that safetensors begins with`,
      file,
    );
  const view = new DataView(prefix.buffer, prefix.byteOffset, prefixLength);
  const length = view.getBigUint64(0, true);
  if (length > BigInt(fileSize - prefixLength))
    throw damaged(`The header is said to be ${length} bytes long, but the file has ${fileSize}`, file);
  if (length > BigInt(maxHeaderLength))
    throw damaged(
      `The header is said to be ${length} bytes long, but at most ${maxHeaderLength} are allowed`,
      file,
    );
  return Number(length);
}

/** Reads the header and checks it against itself and against the number of bytes that follow it. */
export function parseHeader(bytes: Uint8Array, dataLength: number, file: string | undefined): Header {
  const json = parseJson(bytes, file);
  const metadata = parseMetadata(json[metadataKey], file);
  const entries = Object.entries(json)
    .filter(([name]) => name !== metadataKey)
    .map(([name, value]) => [name, parseEntry(name, value, file)] as const)
    .sort(([, a], [, b]) => a.begin - b.begin || a.end - b.end);
  let end = 0;
  for (const [name, entry] of entries) {
    if (entry.begin < end) throw damaged(`The tensor '${name}' overlaps the one before it`, file);
    if (entry.begin > end)
      throw damaged(`There is a gap of ${entry.begin - end} bytes before the tensor '${name}'`, file);
    if (entry.end > dataLength)
      throw damaged(`The tensor '${name}' ends at byte ${entry.end} of ${dataLength}`, file);
    end = entry.end;
  }
  if (end < dataLength) throw damaged(`${dataLength - end} bytes after the last tensor belong to none`, file);
  return { metadata, tensors: new Map(entries) };
}

function parseJson(bytes: Uint8Array, file: string | undefined): Readonly<Record<string, unknown>> {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw damaged('The header is not UTF-8', file);
  }
  const fault = findStructureFault(text, headerDepth);
  if (fault !== undefined)
    throw damaged(`The header ${fault.what}, at byte ${prefixLength + fault.index}`, file);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw damaged('The header is not JSON', file);
  }
  if (!isRecord(json)) throw damaged('The header is not a JSON object', file);
  return json;
}

function parseMetadata(value: unknown, file: string | undefined): Readonly<Record<string, string>> {
  if (value === undefined) return {};
  if (!isRecord(value)) throw damaged(`The header's ${metadataKey} is not a JSON object`, file);
  const entries = Object.entries(value).map(([key, text]) => {
    if (typeof text !== 'string') throw damaged(`The header's ${metadataKey} '${key}' is not a string`, file);
    return [key, text] as const;
  });
  return Object.fromEntries(entries);
}

function parseEntry(name: string, value: unknown, file: string | undefined): TensorEntry {
  if (!isRecord(value)) throw damaged(`The header's entry '${name}' is not a JSON object`, file);
  const { dtype, shape, data_offsets: offsets } = value;
  if (!isElementType(dtype))
    throw damaged(
      `The tensor '${name}' has the dtype ${JSON.stringify(dtype)}; those that can be read are ${elementTypes.join(', ')}`,
      file,
    );
  if (!isCounts(shape))
    throw damaged(`The shape of the tensor '${name}' is not a list of whole numbers from 0 up`, file);
  if (!isCounts(offsets) || offsets.length !== 2)
    throw damaged(`The data_offsets of the tensor '${name}' are not two whole numbers from 0 up`, file);
  const [begin, end] = offsets as readonly [number, number];
  const length = shape.reduce((product, dimension) => product * dimension, 1);
  const bytes = length * bytesPerElement(dtype);
  if (!Number.isSafeInteger(bytes))
    throw damaged(
      `The shape [${shape}] of the tensor '${name}' has more elements than a file can hold`,
      file,
    );
  if (end < begin)
    throw damaged(`The tensor '${name}' ends at byte ${end}, before it begins at ${begin}`, file);
  if (bytes !== end - begin)
    throw damaged(
      `The tensor '${name}' of shape [${shape}] and dtype ${dtype} takes ${bytes} bytes, but its data_offsets span ${end - begin}`,
      file,
    );
  return { dtype, shape, length, begin, end };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCounts(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((item) => Number.isSafeInteger(item) && item >= 0);
}

function damaged(what: string, file: string | undefined): TomoniError {
  return new TomoniError({
    code: 'damaged-file',
    what: `${what}.`,
    ...(file === undefined ? {} : { where: { file } }),
    remedy: 'Fetch or save the file again.',
  });
}

/** A tensor to be written: its name, shape and kind of numbers. */
export interface TensorOutline {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: 'F32' | 'I32';
}

/** The outline of a tensor, checked. */
export function outline(name: string, { shape, data }: HostTensor): TensorOutline {
  const length = shape.reduce((product, dimension) => product * dimension, 1);
  if (!isCounts(shape) || length !== data.length)
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The tensor '${name}' has the shape [${shape}] but ${data.length} elements.`,
      remedy: 'Give as many elements as the shape has.',
    });
  return { name, shape, dtype: data instanceof Int32Array ? 'I32' : 'F32' };
}

/** Prefix and header of a file with these tensors, padded so that the data begins at a multiple of 8. */
export function formatHeader(
  tensors: Iterable<TensorOutline>,
  metadata: Readonly<Record<string, string>> | undefined,
): Uint8Array {
  const entries = new Map<string, unknown>();
  if (metadata !== undefined) entries.set(metadataKey, metadata);
  let begin = 0;
  for (const { name, shape, dtype } of tensors) {
    if (name === metadataKey || entries.has(name))
      throw new TomoniError({
        code: 'invalid-argument',
        what: `The tensor name '${name}' ${name === metadataKey ? 'is reserved' : 'is used twice'}.`,
        remedy: 'Give every tensor a name of its own.',
      });
    const end = begin + shape.reduce((product, dimension) => product * dimension, bytesPerElement(dtype));
    entries.set(name, { dtype, shape, data_offsets: [begin, end] });
    begin = end;
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(entries)));
  const length = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(prefixLength + length).fill(0x20);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
  bytes.set(json, prefixLength);
  return bytes;
}
