/**
 * From how many elements of the result (of the input for reductions; from how many multiply-adds for matrix products)
 * ONNX Runtime is faster than the loop in JavaScript beside it, its call included.
 *
 * Measured by `measurements/break-even.mjs` on two cores; `Infinity` where it never was.
 */
export const breakEven = {
  Add: 65_536,
  Sub: 65_536,
  Multiply: 65_536,
  RealDiv: 65_536,
  Maximum: 65_536,
  Minimum: 65_536,
  SquaredDifference: 65_536,
  Neg: 65_536,
  Square: 65_536,
  Sqrt: 65_536,
  Rsqrt: 65_536,
  Relu: 65_536,
  Exp: 4_096,
  Log: 4_096,
  Tanh: 4_096,
  Sigmoid: 4_096,
  Erf: 4_096,
  Sum: 65_536,
  Mean: 65_536,
  Max: Number.POSITIVE_INFINITY, // ONNX Runtime's loses NaN
  Min: Number.POSITIVE_INFINITY, // ONNX Runtime's loses NaN
  Softmax: 4_096,
  LogSoftmax: 4_096,
  Transpose: 65_536,
  BatchMatMul: 16_384,
  _FusedMatMul: 16_384,
};

/** A kernel that has both ways. */
export type NativeKernel = keyof typeof breakEven;
