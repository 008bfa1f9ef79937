import { describe, expect, it } from 'vitest';
import { wakeUp } from './wake-up.js';

describe('wakeUp', () => {
  it('ends a sleep, and the next one where it came before', async () => {
    const { wake, sleep } = wakeUp();
    const sleeping = sleep(60_000);
    wake();
    await sleeping;
    wake();
    await sleep(60_000);
    const began = performance.now();
    await sleep(30);
    expect(performance.now() - began).toBeGreaterThan(20);
  });
});
