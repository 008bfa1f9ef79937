import { describe, expect, it } from 'vitest';
import { loadOptional, pathOf } from './optional-package.js';

describe('loadOptional', () => {
  it('gives the install line where a package is missing', async () => {
    const missing = loadOptional('no-such-analyser', async () => pathOf('no-such-analyser'));
    await expect(missing).rejects.toMatchObject({
      code: 'unavailable',
      what: 'no-such-analyser is not installed.',
      remedy: 'Install it with: npm install no-such-analyser',
    });
  });

  it('says why a package does not load', async () => {
    const broken = loadOptional('broken', async () => {
      throw new Error('The dictionary is damaged\nat byte 3');
    });
    await expect(broken).rejects.toThrow('broken does not load: The dictionary is damaged.');
  });

  it('gives what was loaded', async () => {
    expect(await loadOptional('one', async () => 1)).toBe(1);
  });
});
