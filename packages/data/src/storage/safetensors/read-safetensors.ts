import type { HostTensor, NamedHostTensors } from '@tomoni/spec';
import { openSafetensors } from './open-safetensors.js';

/** Which tensors to read. */
export interface ReadSafetensorsOptions {
  /** Names of the tensors. Default: all. */
  readonly names?: Iterable<string>;
}

/**
 * Reads the tensors of a safetensors file; F16, BF16 and F64 become float32, all integers and BOOL int32.
 *
 * @throws TomoniError `not-found` where the file or a name is not there, `damaged-file` where the header
 *   contradicts itself or the size of the file, `invalid-data` where a number does not fit
 *
 * @example
 * ```ts
 * import { readSafetensors } from '@tomoni/data';
 *
 * const tensors = await readSafetensors('heads.safetensors', { names: ['interest.weight'] });
 * console.log(tensors.get('interest.weight')?.shape);
 * ```
 */
export async function readSafetensors(
  path: string,
  options: ReadSafetensorsOptions = {},
): Promise<NamedHostTensors> {
  const file = await openSafetensors(path);
  try {
    const tensors = new Map<string, HostTensor>();
    for (const name of options.names ?? file.names) tensors.set(name, await file.read(name));
    return tensors;
  } finally {
    await file.close();
  }
}
