import { engineConformance } from '@tomoni/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { useEngine } from './index.js';

describe.each([
  ['cpu', 1],
  ['wasm', 1],
  ['wasm', 2],
  ['onnxruntime', 2],
] as const)('the engine %s on %i threads', (name, threads) => {
  beforeAll(async () => {
    await useEngine(name, { threads });
  });

  for (const { name: clause, run } of engineConformance())
    if (name === 'wasm' && clause.startsWith('einsum'))
      it(`${clause}, which it lacks`, () => expect(run()).rejects.toThrow("Kernel 'Einsum' not registered"));
    else it(clause, run);
});
