import { describe, expect, it } from 'vitest';
import type { WebgpuBackend } from './gpu.js';
import { refuseSyncReads } from './refuse-sync-reads.js';

describe('refuseSyncReads', () => {
  it('lets through what is in main memory, and refuses the rest', () => {
    const [here, there] = [{}, {}];
    const backend = {
      tensorMap: { get: (dataId) => ({ resource: dataId === there ? {} : null }) },
      readSync: () => Float32Array.of(7),
    } as Partial<WebgpuBackend> as WebgpuBackend;
    refuseSyncReads(backend);
    expect(backend.readSync(here)).toEqual(Float32Array.of(7));
    expect(() => backend.readSync(there)).toThrow('cannot read a tensor synchronously. Use await x.data()');
  });
});
