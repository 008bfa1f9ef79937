import { create } from '@bufbuild/protobuf';
import { type ModelProto, NodeProtoSchema, ValueInfoProtoSchema } from '../graph/format/onnx_pb.js';

/** Name of the output that keeps the others from being copied. */
export const FENCE = 'fence';

/** What the native code says when it comes to the fence. */
const REFUSAL = 'Non tensor type is temporarily not supported';

/**
 * Puts an empty sequence before the outputs of a model.
 *
 * onnxruntime-node 1.30 computes into the arrays that it is given for outputs, and then copies each of them into memory
 * that it has allocated, in the order of the model's outputs. It refuses an output that is no tensor, with an error,
 * before it copies anything: asked for the fence as well, it leaves the results in the given arrays and nothing else.
 */
export function withFence(model: ModelProto): ModelProto {
  model.graph?.node.unshift(create(NodeProtoSchema, { opType: 'SequenceEmpty', output: [FENCE] }));
  model.graph?.output.unshift(create(ValueInfoProtoSchema, { name: FENCE }));
  return model;
}

/** Whether an error came from the fence, after the outputs had been computed. */
export function isFenceRefusal(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith(REFUSAL);
}
