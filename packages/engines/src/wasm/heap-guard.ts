import { TomoniError } from '@tomoni/spec';
import { LESS_MEMORY } from '../exhaustion.js';
import type { WasmModule } from './module.js';

/** What a 32-bit heap can hold. */
const ADDRESSABLE = 2 ** 32 - 2 ** 16;

/**
 * Makes a full heap an error: `malloc` answers 0 then, and the backend would go on and write over the heap's start.
 *
 * @param limit most bytes that tensors may take
 */
export function guardHeap(module: WasmModule, limit = ADDRESSABLE): void {
  module._free(module._malloc(8)); // Emscripten puts the real functions in their places at the first call.
  const malloc = module._malloc;
  const free = module._free;
  const sizes = new Map<number, number>();
  let used = 0;
  module._malloc = (bytes) => {
    const pointer = used + bytes > limit ? 0 : malloc(bytes) >>> 0;
    if (pointer === 0 && bytes > 0)
      throw new TomoniError({
        code: 'exhausted',
        what: `The engine wasm has no room for ${bytes} more bytes: ${used} of ${limit} are in use.`,
        remedy: LESS_MEMORY,
      });
    used += bytes;
    sizes.set(pointer, bytes);
    return pointer;
  };
  module._free = (pointer) => {
    used -= sizes.get(pointer >>> 0) ?? 0;
    sizes.delete(pointer >>> 0);
    free(pointer);
  };
}
