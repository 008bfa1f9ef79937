import { TomoniError } from '@tomoni/spec';
import type { WebgpuBackend } from './gpu.js';

/** Makes a synchronous read of what lies on the graphics processor say what to do, where tfjs-backend-webgpu misses a browser. */
export function refuseSyncReads(backend: WebgpuBackend): void {
  const readSync = backend.readSync.bind(backend);
  backend.readSync = (dataId) => {
    if (backend.tensorMap.get(dataId).resource == null) return readSync(dataId);
    throw new TomoniError({
      code: 'unavailable',
      what: 'The engine webgpu cannot read a tensor synchronously.',
      remedy: 'Use await x.data() or await x.array() in place of x.dataSync() and x.arraySync().',
    });
  };
}
