/**
 * From how many elements of the result (of the input for reductions; from how many multiply-adds for matrix products)
 * ONNX Runtime is faster than the loop in JavaScript beside it, its call included.
 *
 * Measured by `measurements/break-even.mjs` on two cores; `Infinity` where it never was.
 */
export const breakEven = {
  Add: 8_192,
  Sub: 8_192,
  Multiply: 8_192,
  RealDiv: 8_192,
  Maximum: 8_192,
  Minimum: 8_192,
  SquaredDifference: 8_192,
  Neg: 32_768,
  Square: 32_768,
  Sqrt: 16_384,
  Rsqrt: 32_768,
  Relu: 8_192,
  Exp: 1_024,
  Log: 2_048,
  Tanh: 1_024,
  Sigmoid: 1_024,
  Erf: 1_024,
  Sum: 8_192,
  Mean: 8_192,
  Max: Number.POSITIVE_INFINITY, // ONNX Runtime's loses NaN
  Min: Number.POSITIVE_INFINITY, // ONNX Runtime's loses NaN
  Softmax: 1_024,
  LogSoftmax: 1_024,
  Transpose: 32_768,
  BatchMatMul: 8_192,
  BlockedProducts: 2 ** 25, // rows · hidden² of a transformer layer; fewer were not measured
};

/** A kernel that has both ways. */
export type NativeKernel = keyof typeof breakEven;
