import { availableParallelism } from 'node:os';
import { afterEach, expect, it, vi } from 'vitest';
import { defaultThreads } from './default-threads.js';

afterEach(() => vi.unstubAllEnvs());

it.each([
  ['3', 3],
  ['', availableParallelism()],
  ['0', availableParallelism()],
  ['many', availableParallelism()],
])('TOMONI_THREADS=%s makes %i threads the default', (told, threads) => {
  vi.stubEnv('TOMONI_THREADS', told);
  expect(defaultThreads()).toBe(threads);
});
