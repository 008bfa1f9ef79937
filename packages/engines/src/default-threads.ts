import { availableParallelism } from 'node:os';

/** Threads where none are asked for: those of the environment variable `TOMONI_THREADS`, by which a pool of processes shares the machine out, else all of the machine's. */
export function defaultThreads(): number {
  const told = Number(process.env.TOMONI_THREADS);
  return Number.isSafeInteger(told) && told > 0 ? told : availableParallelism();
}
