import { TomoniError } from '@tomoni/spec';
import type { GpuDevice, WebgpuBackend } from './gpu.js';

/**
 * Makes what fails on the graphics processor an error of the next read: WebGPU itself says it beside the program, which
 * goes on with zeros.
 */
export function reportFailures(backend: WebgpuBackend, device: GpuDevice): void {
  let failure: string | undefined;
  const note = (message: string) => {
    failure ??= message;
  };
  device.addEventListener('uncapturederror', ({ error }) => note(error.message));
  void device.lost.then(({ message }) => note(`The device is lost: ${message}`));
  const read = backend.read.bind(backend);
  backend.read = async (dataId) => {
    const values = await read(dataId);
    if (failure === undefined) return values;
    const message = failure;
    failure = undefined;
    throw new TomoniError({
      code: /memory/i.test(message) ? 'exhausted' : 'unavailable',
      what: `The engine webgpu failed: ${message.split('\n', 1)[0]}`,
      remedy:
        'Use smaller batches or shorter texts, or another engine; values computed since are not to be trusted.',
    });
  };
}
