import { describe, expect, it } from 'vitest';
import { importOptional } from './optional-package.js';

describe('importOptional', () => {
  it('imports what is installed', async () => {
    expect(await importOptional('@tensorflow/tfjs', 'Install it.')).toHaveProperty('tensor');
  });

  it('says what to do where a package is missing', async () => {
    await expect(importOptional('no-such-package', 'Install it with: npm install it')).rejects.toThrow(
      expect.objectContaining({
        code: 'unavailable',
        what: 'no-such-package is not installed.',
        remedy: 'Install it with: npm install it',
      }),
    );
  });
});
