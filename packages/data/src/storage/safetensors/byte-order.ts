import { endianness } from 'node:os';

/** Whether numbers lie in memory as safetensors stores them, the least significant byte first. */
export const isLittleEndian = endianness() === 'LE';

/** The bytes of an array, the least significant byte of each number first: a view where memory has that order. */
export function littleEndianBytes(data: Float32Array | Int32Array): Uint8Array {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return isLittleEndian ? bytes : Buffer.from(bytes).swap32();
}
