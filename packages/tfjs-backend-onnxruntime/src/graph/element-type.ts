/** Element types that graphs are fed with and give back. */
export type ElementType = 'float32' | 'uint8' | 'int32' | 'int64' | 'bool' | 'float64';

/** The typed array that holds elements of each type; a bool is a byte, 0 or 1. */
export interface ElementArrays {
  float32: Float32Array;
  uint8: Uint8Array;
  int32: Int32Array;
  int64: BigInt64Array;
  bool: Uint8Array;
  float64: Float64Array;
}

/** Numbers of the element types in ONNX files (`TensorProto.DataType`). */
export const elementTypeNumbers: Readonly<Record<ElementType, number>> = {
  float32: 1,
  uint8: 2,
  int32: 6,
  int64: 7,
  bool: 9,
  float64: 11,
};

/** Constructors of the typed arrays, by element type. */
export const elementArrays = {
  float32: Float32Array,
  uint8: Uint8Array,
  int32: Int32Array,
  int64: BigInt64Array,
  bool: Uint8Array,
  float64: Float64Array,
} as const;
