import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import wabt from 'wabt';
import { adamModule } from './adam-module.js';

it('is what its text says', async () => {
  const { parseWat } = await wabt();
  const text = readFileSync(new URL('./adam.wat', import.meta.url), 'utf8');
  const { buffer } = parseWat('adam.wat', text, { simd: true }).toBinary({});
  expect(adamModule).toBe(Buffer.from(buffer).toString('base64'));
});
