import { type FileHandle, open, rm } from 'node:fs/promises';
import type { HostTensor, NamedHostTensors } from '@tomoni/spec';
import { readFully, writeFully } from '../durable/transfer.js';
import { replaceFile, siblingOf } from '../durable/write-file.js';
import { littleEndianBytes } from './byte-order.js';
import type { SafetensorsOptions } from './codec.js';
import { formatHeader, outline, type TensorOutline } from './header.js';

/**
 * Writes a safetensors file whole or not at all. Float32 arrays are written as F32, Int32 arrays as I32.
 *
 * From an iterable, tensors are taken one at a time and let go when written, so that a model larger than memory
 * can be saved; as the header stands first, its data then passes through a temporary file beside `path`.
 *
 * @throws TomoniError `invalid-argument` where a shape does not fit its data or a name is used twice,
 *   `exhausted` where the disk is full
 *
 * @example
 * ```ts
 * import { writeSafetensors } from '@tomoni/data';
 *
 * const weight = { shape: [1, 3], data: new Float32Array([0.1, 0.2, 0.3]) };
 * await writeSafetensors('heads.safetensors', new Map([['interest.weight', weight]]), {
 *   metadata: { format: 'pt' },
 * });
 * ```
 */
export async function writeSafetensors(
  path: string,
  tensors:
    | NamedHostTensors
    | Iterable<readonly [string, HostTensor]>
    | AsyncIterable<readonly [string, HostTensor]>,
  options: SafetensorsOptions = {},
): Promise<void> {
  await replaceFile(path, (file) =>
    tensors instanceof Map
      ? writeMap(file, tensors, options)
      : throughSpill(path, (spill) => writeStream(file, spill, tensors, options)),
  );
}

async function writeMap(
  file: FileHandle,
  tensors: NamedHostTensors,
  options: SafetensorsOptions,
): Promise<void> {
  const outlines = Array.from(tensors, ([name, tensor]) => outline(name, tensor));
  await writeFully(file, formatHeader(outlines, options.metadata));
  for (const { data } of tensors.values()) await writeFully(file, littleEndianBytes(data));
}

async function writeStream(
  file: FileHandle,
  spill: FileHandle,
  tensors: Iterable<readonly [string, HostTensor]> | AsyncIterable<readonly [string, HostTensor]>,
  options: SafetensorsOptions,
): Promise<void> {
  const outlines: TensorOutline[] = [];
  for await (const [name, tensor] of tensors) {
    outlines.push(outline(name, tensor));
    await writeFully(spill, littleEndianBytes(tensor.data));
  }
  await writeFully(file, formatHeader(outlines, options.metadata));
  const bytes = new Uint8Array(2 ** 20);
  for (let position = 0; ; ) {
    const length = await readFully(spill, bytes, position);
    await writeFully(file, bytes.subarray(0, length));
    if (length < bytes.length) break;
    position += length;
  }
}

async function throughSpill(path: string, work: (spill: FileHandle) => Promise<void>): Promise<void> {
  const name = siblingOf(path);
  const spill = await open(name, 'wx+');
  try {
    await work(spill);
  } finally {
    await spill.close();
    await rm(name, { force: true });
  }
}
