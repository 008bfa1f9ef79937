import { create } from '@bufbuild/protobuf';
import { OnnxRuntimeError } from '../errors/onnxruntime-error.js';
import { type AttributeProto, AttributeProto_AttributeType, AttributeProtoSchema } from './format/onnx_pb.js';

/** A number that stands in the file as a float, as `epsilon` and `alpha` have to. */
export interface FloatAttribute {
  readonly float: number;
}

/** Value of an operator's attribute; plain numbers are integers. */
export type AttributeValue = number | string | readonly number[] | FloatAttribute;

/** Marks a number as a float: ONNX tells `1` from `1.0`. */
export function float(value: number): FloatAttribute {
  return { float: value };
}

/** @throws OnnxRuntimeError `invalid-argument` for plain numbers that are no integers */
export function encodeAttribute(name: string, value: AttributeValue): AttributeProto {
  if (typeof value === 'string')
    return create(AttributeProtoSchema, {
      name,
      type: AttributeProto_AttributeType.STRING,
      s: new TextEncoder().encode(value),
    });
  if (typeof value === 'number')
    return create(AttributeProtoSchema, {
      name,
      type: AttributeProto_AttributeType.INT,
      i: integer(name, value),
    });
  if ('float' in value)
    return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.FLOAT, f: value.float });
  return create(AttributeProtoSchema, {
    name,
    type: AttributeProto_AttributeType.INTS,
    ints: value.map((item) => integer(name, item)),
  });
}

function integer(name: string, value: number): bigint {
  if (Number.isSafeInteger(value)) return BigInt(value);
  throw new OnnxRuntimeError({
    code: 'invalid-argument',
    what: `The attribute ${name} is ${value}, which is no integer.`,
    remedy: 'Write float(value) where the operator takes a float.',
  });
}
