import type { NativeKernel } from '../break-even.js';

/**
 * Reduces the middle dimension of `[outer, count, inner]` to `[outer, inner]`.
 */
export type ReductionLoop = (x: Float32Array, out: Float32Array, count: number, inner: number) => void;

/** A reduction, both ways. */
export interface ReductionOperation {
  readonly name: NativeKernel;
  readonly loop: ReductionLoop;
  /** Whether the result is divided by the number of elements at the end. */
  readonly divides: boolean;
  /** ONNX's operator; its second input are the axes. */
  readonly operator: string;
}

/** The reductions. Sums are accumulated in double precision in loops. */
export const reductionOperations: readonly ReductionOperation[] = [
  { name: 'Sum', loop: sum, divides: false, operator: 'ReduceSum' },
  { name: 'Mean', loop: sum, divides: true, operator: 'ReduceMean' },
  { name: 'Max', loop: max, divides: false, operator: 'ReduceMax' },
  { name: 'Min', loop: min, divides: false, operator: 'ReduceMin' },
];

function sum(x: Float32Array, out: Float32Array, count: number, inner: number): void {
  if (inner === 1) {
    for (let o = 0, start = 0; o < out.length; o++, start += count) {
      const end = start + count;
      const fours = end - (count % 4);
      let [a, b, c, d] = [0, 0, 0, 0];
      let i = start;
      for (; i < fours; i += 4) {
        a += x[i] as number;
        b += x[i + 1] as number;
        c += x[i + 2] as number;
        d += x[i + 3] as number;
      }
      for (; i < end; i++) a += x[i] as number;
      out[o] = a + b + (c + d);
    }
    return;
  }
  const sums = new Float64Array(inner);
  for (let o = 0, start = 0; o < out.length; o += inner) {
    sums.fill(0);
    for (let k = 0; k < count; k++, start += inner)
      for (let i = 0; i < inner; i++) sums[i] = (sums[i] as number) + (x[start + i] as number);
    out.set(sums, o);
  }
}

function max(x: Float32Array, out: Float32Array, count: number, inner: number): void {
  for (let o = 0, first = 0; o < out.length; o += inner, first += count * inner) {
    if (inner === 1) {
      let best = x[first] as number;
      for (let i = first + 1; i < first + count; i++) best = Math.max(best, x[i] as number);
      out[o] = best;
      continue;
    }
    for (let i = 0; i < inner; i++) out[o + i] = x[first + i] as number;
    for (let start = first + inner; start < first + count * inner; start += inner)
      for (let i = 0; i < inner; i++) out[o + i] = Math.max(out[o + i] as number, x[start + i] as number);
  }
}

function min(x: Float32Array, out: Float32Array, count: number, inner: number): void {
  for (let o = 0, first = 0; o < out.length; o += inner, first += count * inner) {
    for (let i = 0; i < inner; i++) out[o + i] = x[first + i] as number;
    for (let start = first + inner; start < first + count * inner; start += inner)
      for (let i = 0; i < inner; i++) out[o + i] = Math.min(out[o + i] as number, x[start + i] as number);
  }
}
