import { describe, expect, it } from 'vitest';
import { reportFailures } from './failures.js';
import type { GpuDevice, WebgpuBackend } from './gpu.js';

function rig() {
  let report = (_: string) => {};
  const backend = { read: async () => Float32Array.of(1) } as Partial<WebgpuBackend> as WebgpuBackend;
  const device = {
    lost: new Promise(() => {}),
    addEventListener: (_, listener) => {
      report = (message) => listener({ error: { message } });
    },
  } as Partial<GpuDevice> as GpuDevice;
  reportFailures(backend, device);
  return { read: () => backend.read({}), report: (message: string) => report(message) };
}

describe('reportFailures', () => {
  it('throws the first failure at the next read, once', async () => {
    const { read, report } = rig();
    expect(await read()).toEqual(Float32Array.of(1));
    report('Out of memory.\nDetails.');
    report('Consequences.');
    await expect(read()).rejects.toThrow(
      expect.objectContaining({ code: 'exhausted', what: 'The engine webgpu failed: Out of memory.' }),
    );
    expect(await read()).toEqual(Float32Array.of(1));
    report('A shader is wrong.');
    await expect(read()).rejects.toThrow(expect.objectContaining({ code: 'unavailable' }));
  });
});
