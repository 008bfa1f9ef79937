import { availableParallelism } from 'node:os';

/** What the compiled thread pool can take. */
export const MOST_THREADS = 8;

/** The number of threads that measured best: see docs/decisions/wasm-engine.md. */
export function defaultThreads(): number {
  return Math.min(availableParallelism(), MOST_THREADS);
}
