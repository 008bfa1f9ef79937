import { describe, expect, it } from 'vitest';
import type { BufferManager, GpuLimits } from './gpu.js';
import { guardBuffers } from './memory-guard.js';

/** Keeps account as the one of tfjs-backend-webgpu does. */
function manager(): BufferManager {
  return {
    numBytesAllocated: 0,
    numFreeBuffers: 0,
    freeBuffers: new Map(),
    acquireBuffer(size) {
      this.numBytesAllocated += size;
      return {};
    },
  };
}

const STORAGE = 0x80;
const limits = { maxBufferSize: 1000, maxStorageBufferBindingSize: 800 } as GpuLimits;

describe('guardBuffers', () => {
  it('refuses a tensor that the graphics processor cannot take', () => {
    const buffers = manager();
    guardBuffers(buffers, limits);
    expect(() => buffers.acquireBuffer(801, STORAGE)).toThrow(
      expect.objectContaining({
        code: 'exhausted',
        what: 'The engine webgpu has no room for a tensor of 801 bytes: the graphics processor takes at most 800 in one.',
      }),
    );
    expect(buffers.numBytesAllocated).toBe(0);
    buffers.acquireBuffer(800, STORAGE);
  });

  it('refuses what goes beyond the limit, once nothing unused can be given back', () => {
    const buffers = manager();
    const guard = guardBuffers(buffers, limits);
    guard.limit = 1500;
    buffers.acquireBuffer(700, STORAGE);
    let destroyed = 0;
    buffers.numBytesAllocated += 600;
    buffers.numFreeBuffers = 1;
    buffers.freeBuffers.set('600_0', [{ size: 600, destroy: () => destroyed++ }]);
    buffers.acquireBuffer(700, STORAGE);
    expect([destroyed, buffers.numFreeBuffers, buffers.numBytesAllocated]).toEqual([1, 0, 1400]);
    expect(() => buffers.acquireBuffer(200, STORAGE)).toThrow(
      'no room for 200 more bytes: 1400 of 1500 are in use.',
    );
  });
});
