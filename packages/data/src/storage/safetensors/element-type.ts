import { TomoniError } from '@tomoni/spec';

/** Element types of safetensors that can be read. */
export type ElementType =
  | 'F64'
  | 'F32'
  | 'F16'
  | 'BF16'
  | 'I64'
  | 'I32'
  | 'I16'
  | 'I8'
  | 'U64'
  | 'U32'
  | 'U16'
  | 'U8'
  | 'BOOL';

interface Element {
  readonly bytes: number;
  readonly as: 'float32' | 'int32';
  read(view: DataView, offset: number): number;
  /** Whether the number survives as float32 or int32; left out where every number does. */
  fits?(value: number): boolean;
}

const isInt32 = (value: number) => value === (value | 0);

const elements: Readonly<Record<ElementType, Element>> = {
  F64: {
    bytes: 8,
    as: 'float32',
    read: (view, offset) => view.getFloat64(offset, true),
    fits: (value) => Number.isFinite(Math.fround(value)) || !Number.isFinite(value),
  },
  F32: { bytes: 4, as: 'float32', read: (view, offset) => view.getFloat32(offset, true) },
  F16: { bytes: 2, as: 'float32', read: (view, offset) => float16(view.getUint16(offset, true)) },
  BF16: { bytes: 2, as: 'float32', read: (view, offset) => bfloat16(view.getUint16(offset, true)) },
  I64: {
    bytes: 8,
    as: 'int32',
    read: (view, offset) => view.getInt32(offset + 4, true) * 2 ** 32 + view.getUint32(offset, true),
    fits: isInt32,
  },
  I32: { bytes: 4, as: 'int32', read: (view, offset) => view.getInt32(offset, true) },
  I16: { bytes: 2, as: 'int32', read: (view, offset) => view.getInt16(offset, true) },
  I8: { bytes: 1, as: 'int32', read: (view, offset) => view.getInt8(offset) },
  U64: {
    bytes: 8,
    as: 'int32',
    read: (view, offset) => view.getUint32(offset + 4, true) * 2 ** 32 + view.getUint32(offset, true),
    fits: isInt32,
  },
  U32: { bytes: 4, as: 'int32', read: (view, offset) => view.getUint32(offset, true), fits: isInt32 },
  U16: { bytes: 2, as: 'int32', read: (view, offset) => view.getUint16(offset, true) },
  U8: { bytes: 1, as: 'int32', read: (view, offset) => view.getUint8(offset) },
  BOOL: {
    bytes: 1,
    as: 'int32',
    read: (view, offset) => view.getUint8(offset),
    fits: (value) => value === 0 || value === 1,
  },
};

/** The names of all element types that can be read. */
export const elementTypes = Object.keys(elements) as readonly ElementType[];

/** Whether a value names an element type that can be read. */
export function isElementType(value: unknown): value is ElementType {
  return typeof value === 'string' && Object.hasOwn(elements, value);
}

/** Bytes of one element. */
export function bytesPerElement(type: ElementType): number {
  return elements[type].bytes;
}

/** Whether the bytes of the type in a file are those of the array it is read into. */
export function isStoredAsRead(type: ElementType): boolean {
  return type === 'F32' || type === 'I32';
}

/** An array for so many elements of a type. */
export function allocate(type: ElementType, length: number): Float32Array | Int32Array {
  try {
    return elements[type].as === 'float32' ? new Float32Array(length) : new Int32Array(length);
  } catch (error) {
    throw new TomoniError({
      code: 'exhausted',
      what: `There is no memory for a tensor of ${length} elements.`,
      remedy: 'Close other programs, or read fewer tensors at a time.',
      cause: error,
    });
  }
}

/**
 * Reads as many elements as `bytes` holds into `out` from index `at` on.
 *
 * @throws TomoniError `invalid-data` where a number does not fit into float32 or int32
 */
export function readElements(
  type: ElementType,
  bytes: Uint8Array,
  out: Float32Array | Int32Array,
  at: number,
  describe: () => string,
): void {
  const element = elements[type];
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.byteLength / element.bytes;
  for (let i = 0; i < length; i++) {
    const value = element.read(view, i * element.bytes);
    if (element.fits?.(value) === false)
      throw new TomoniError({
        code: 'invalid-data',
        what: `Element ${at + i} of ${describe()} is ${value}, which ${type === 'BOOL' ? 'is neither 0 nor 1' : `${element.as} cannot hold`}.`,
        remedy: 'Convert the tensor before it is read here.',
      });
    out[at + i] = value;
  }
}

const fractionScale = 2 ** -10;

/** The number that 16 bits of IEEE 754 half precision stand for. */
function float16(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = (bits & 0x3ff) * fractionScale;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  return exponent === 0 ? sign * 2 ** -14 * fraction : sign * 2 ** (exponent - 15) * (1 + fraction);
}

const single = new DataView(new ArrayBuffer(4));

/** The number that 16 bits of bfloat16, the upper half of a float32, stand for. */
function bfloat16(bits: number): number {
  single.setUint32(0, bits * 0x10000);
  return single.getFloat32(0);
}
