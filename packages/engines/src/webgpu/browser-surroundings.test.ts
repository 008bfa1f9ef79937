import { describe, expect, it } from 'vitest';
import { withNavigator } from './browser-surroundings.js';

const gpu = { requestAdapter: async () => null };
const present = () => Reflect.get(globalThis, 'navigator') as { gpu?: unknown } | undefined;

describe('withNavigator', () => {
  it('gives navigator.gpu while the function runs, and leaves everything as it was', async () => {
    const before = present();
    expect(await withNavigator(gpu, async () => present()?.gpu)).toBe(gpu);
    expect(present()).toBe(before);
    expect(present()?.gpu).toBeUndefined();
  });

  it('leaves everything as it was after an error', async () => {
    await expect(withNavigator(gpu, () => Promise.reject(new Error('No.')))).rejects.toThrow('No.');
    expect(present()?.gpu).toBeUndefined();
  });
});
