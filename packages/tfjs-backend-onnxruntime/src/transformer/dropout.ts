import type { GraphBuilder, GraphValue } from '../graph/graph-builder.js';
import { multiply } from './arithmetic.js';

/** Which elements dropout keeps, and what they are multiplied by. */
export interface Dropout {
  /** 1 kept, 0 dropped: bytes in the shape of what is dropped from. */
  readonly kept: GraphValue;
  readonly scale: number;
}

/**
 * Sets what is not kept to 0 and scales the others; nothing where there is no dropout. It is its own gradient.
 *
 * Source: Srivastava et al., "Dropout", JMLR 2014.
 */
export function drop(graph: GraphBuilder, x: GraphValue, dropout: Dropout | undefined): GraphValue {
  if (dropout === undefined) return x;
  const scale = graph.constant('float32', dropout.scale);
  return multiply(graph, x, graph.op('DequantizeLinear', [dropout.kept, scale]));
}
