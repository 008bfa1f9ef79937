import { TomoniError } from '@tomoni/spec';
import { LESS_MEMORY } from '../exhaustion.js';
import type { BufferManager, GpuLimits } from './gpu.js';

/** What the buffers of a backend may take. */
export interface MemoryGuard {
  /** Most bytes; may be changed at any time. */
  limit: number;
}

/** `GPUBufferUsage.STORAGE`: what tensors lie in. Others carry values to and fro. */
const STORAGE = 0x80;

/** Makes a tensor that is too large, or goes beyond the limit, an error where it is made: WebGPU would go on with zeros. */
export function guardBuffers(manager: BufferManager, limits: GpuLimits): MemoryGuard {
  const guard: MemoryGuard = { limit: Number.POSITIVE_INFINITY };
  const acquire = manager.acquireBuffer.bind(manager);
  const largest = Math.min(limits.maxBufferSize, limits.maxStorageBufferBindingSize);
  manager.acquireBuffer = (size, usage, ...rest) => {
    if ((usage & STORAGE) === 0) return acquire(size, usage, ...rest);
    if (size > largest)
      throw exhausted(
        `no room for a tensor of ${size} bytes: the graphics processor takes at most ${largest} in one`,
      );
    if (manager.numBytesAllocated + size > guard.limit) releaseUnused(manager);
    if (manager.numBytesAllocated + size > guard.limit)
      throw exhausted(
        `no room for ${size} more bytes: ${manager.numBytesAllocated} of ${guard.limit} are in use`,
      );
    return acquire(size, usage, ...rest);
  };
  return guard;
}

/** Gives back the buffers that the backend keeps for later tensors of the same size. */
function releaseUnused(manager: BufferManager): void {
  for (const buffers of manager.freeBuffers.values())
    for (const buffer of buffers.splice(0)) {
      buffer.destroy();
      manager.numBytesAllocated -= buffer.size;
      manager.numFreeBuffers--;
    }
}

function exhausted(what: string): TomoniError {
  return new TomoniError({
    code: 'exhausted',
    what: `The engine webgpu has ${what}.`,
    remedy: LESS_MEMORY,
  });
}
