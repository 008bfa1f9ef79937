import { OnnxRuntimeError } from '../../errors/onnxruntime-error.js';

/** Two shapes brought together, in as few dimensions as possible. */
export interface Broadcast {
  /** Shape of the result, as the caller sees it. */
  readonly shape: readonly number[];
  /** Sizes of the result after neighbours that are broadcast alike have been merged; at least one. */
  readonly sizes: readonly number[];
  /** Sizes of the first operand in those dimensions: 1 where it is repeated. */
  readonly a: readonly number[];
  /** Sizes of the second operand. */
  readonly b: readonly number[];
}

/**
 * Brings two shapes together by the rules of NumPy.
 *
 * @throws OnnxRuntimeError `invalid-argument` for shapes that do not go together
 */
export function broadcast(aShape: readonly number[], bShape: readonly number[]): Broadcast {
  const rank = Math.max(aShape.length, bShape.length);
  const shape: number[] = [];
  const [sizes, a, b]: [number[], number[], number[]] = [[], [], []];
  for (let axis = 0; axis < rank; axis++) {
    const sizeA = aShape[axis - rank + aShape.length] ?? 1;
    const sizeB = bShape[axis - rank + bShape.length] ?? 1;
    if (sizeA !== sizeB && sizeA !== 1 && sizeB !== 1)
      throw new OnnxRuntimeError({
        code: 'invalid-argument',
        what: `Operands could not be broadcast together with shapes ${aShape} and ${bShape}.`,
      });
    const size = sizeA === 1 ? sizeB : sizeA;
    shape.push(size);
    if (size === 1) continue;
    const last = sizes.length - 1;
    const isLikeLast = last >= 0 && (a[last] === 1) === (sizeA === 1) && (b[last] === 1) === (sizeB === 1);
    if (isLikeLast) {
      sizes[last] = (sizes[last] as number) * size;
      a[last] = (a[last] as number) * sizeA;
      b[last] = (b[last] as number) * sizeB;
    } else {
      sizes.push(size);
      a.push(sizeA);
      b.push(sizeB);
    }
  }
  return sizes.length === 0 ? { shape, sizes: [1], a: [1], b: [1] } : { shape, sizes, a, b };
}
