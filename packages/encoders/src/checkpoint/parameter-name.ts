import type { Family } from '../family/family.js';

/** Buffers that old versions of Python transformers saved among the weights. */
const buffer = /(^|\.)embeddings\.(position_ids|token_type_ids)$/;

/**
 * The name of a checkpoint's tensor as today's Python transformers writes it for the bare encoder: without the
 * family's prefix, and with `weight` and `bias` where TensorFlow said `gamma` and `beta`. `undefined` for buffers,
 * which hold nothing learnt.
 */
export function parameterName({ prefix }: Pick<Family, 'prefix'>, name: string): string | undefined {
  if (buffer.test(name)) return undefined;
  const bare = name.startsWith(`${prefix}.`) ? name.slice(prefix.length + 1) : name;
  return bare.replace(/LayerNorm\.gamma$/, 'LayerNorm.weight').replace(/LayerNorm\.beta$/, 'LayerNorm.bias');
}
