/** A tensor outside any engine: plain numbers with a shape, row-major. */
export interface HostTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array | Int32Array;
}

/** Tensors by name, in the order in which they are to be written. */
export type NamedHostTensors = ReadonlyMap<string, HostTensor>;
