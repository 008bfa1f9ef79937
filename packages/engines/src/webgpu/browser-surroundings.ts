import type { Gpu } from './gpu.js';

/**
 * Runs a function while `navigator.gpu` is there, which tfjs-backend-webgpu looks for when it is imported and when its
 * backend is made. Taken away afterwards: Node would be kept alive by it, and programs would take Node for a browser.
 */
export async function withNavigator<T>(gpu: Gpu, run: () => Promise<T>): Promise<T> {
  const present = Reflect.get(globalThis, 'navigator') as object | undefined;
  const holder = present ?? {};
  const before = Object.getOwnPropertyDescriptor(holder, 'gpu');
  if (present === undefined)
    Object.defineProperty(globalThis, 'navigator', { value: holder, configurable: true });
  Object.defineProperty(holder, 'gpu', { value: gpu, configurable: true });
  try {
    return await run();
  } finally {
    if (before === undefined) Reflect.deleteProperty(holder, 'gpu');
    else Object.defineProperty(holder, 'gpu', before);
    if (present === undefined) Reflect.deleteProperty(globalThis, 'navigator');
  }
}
