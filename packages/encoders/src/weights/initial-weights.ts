import type { HostTensor, Rng } from '@tomoni/spec';

/** Normal random numbers with mean 0. */
export function normalTensor(shape: readonly number[], deviation: number, rng: Rng): HostTensor {
  return { shape, data: Float32Array.from({ length: sizeOf(shape) }, () => deviation * rng.normal()) };
}

/** One number everywhere. */
export function constantTensor(shape: readonly number[], value: number): HostTensor {
  return { shape, data: new Float32Array(sizeOf(shape)).fill(value) };
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, side) => product * side, 1);
}
