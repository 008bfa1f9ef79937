import type { HostTensor, NamedHostTensors } from '@tomoni/spec';
import { littleEndianBytes } from './byte-order.js';
import { allocate, readElements } from './element-type.js';
import { formatHeader, outline, parseHeader, parsePrefix, prefixLength } from './header.js';

/** What may be written beside the tensors. */
export interface SafetensorsOptions {
  /** Strings by name, kept in the file's header. Default: none. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/**
 * The bytes of a safetensors file. Float32 arrays are written as F32, Int32 arrays as I32.
 *
 * @throws TomoniError `invalid-argument` where a shape does not fit its data or a name is used twice
 *
 * @example
 * ```ts
 * import { decodeSafetensors, encodeSafetensors } from '@tomoni/data';
 *
 * const bytes = encodeSafetensors(new Map([['bias', { shape: [2], data: new Float32Array([0.5, 1]) }]]));
 * console.log(decodeSafetensors(bytes).get('bias')?.data); // Float32Array(2) [ 0.5, 1 ]
 * ```
 */
export function encodeSafetensors(
  tensors: NamedHostTensors | Iterable<readonly [string, HostTensor]>,
  options: SafetensorsOptions = {},
): Uint8Array {
  const entries = [...tensors];
  const header = formatHeader(
    entries.map(([name, tensor]) => outline(name, tensor)),
    options.metadata,
  );
  const size = entries.reduce((sum, [, { data }]) => sum + data.byteLength, header.length);
  const bytes = new Uint8Array(size);
  bytes.set(header);
  let offset = header.length;
  for (const [, { data }] of entries) {
    bytes.set(littleEndianBytes(data), offset);
    offset += data.byteLength;
  }
  return bytes;
}

/**
 * The tensors in the bytes of a safetensors file; F16, BF16 and F64 become float32, all integers and BOOL int32.
 *
 * @throws TomoniError `damaged-file` where the header contradicts itself or the bytes, `invalid-data` where a
 *   number does not fit into float32 or int32
 *
 * @example
 * ```ts
 * import { readFile } from 'node:fs/promises';
 * import { decodeSafetensors } from '@tomoni/data';
 *
 * const tensors = decodeSafetensors(await readFile('model.safetensors'));
 * for (const [name, { shape }] of tensors) console.log(name, shape);
 * ```
 */
export function decodeSafetensors(bytes: Uint8Array): NamedHostTensors {
  const headerLength = parsePrefix(bytes.subarray(0, prefixLength), bytes.length, undefined);
  const data = bytes.subarray(prefixLength + headerLength);
  const header = parseHeader(
    bytes.subarray(prefixLength, prefixLength + headerLength),
    data.length,
    undefined,
  );
  const tensors = new Map<string, HostTensor>();
  for (const [name, { dtype, shape, length, begin, end }] of header.tensors) {
    const values = allocate(dtype, length);
    readElements(dtype, data.subarray(begin, end), values, 0, () => `the tensor '${name}'`);
    tensors.set(name, { shape, data: values });
  }
  return tensors;
}
