import { engineConformance } from '@tomoni/testing';
import { beforeAll, describe, it } from 'vitest';
import { useEngine } from './index.js';

describe.each([
  ['cpu', 1],
  ['wasm', 1],
  ['wasm', 2],
] as const)('the engine %s on %i threads', (name, threads) => {
  beforeAll(async () => {
    await useEngine(name, { threads });
  });

  for (const { name: clause, run } of engineConformance()) it(clause, run);
});
