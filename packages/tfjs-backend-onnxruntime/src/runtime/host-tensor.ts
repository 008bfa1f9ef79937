import type { ElementArrays, ElementType } from '../graph/element-type.js';

/** A typed array in main memory with its shape: what graphs read and write. */
export type HostTensor = {
  [Type in ElementType]: {
    readonly dtype: Type;
    readonly shape: readonly number[];
    readonly data: ElementArrays[Type];
  };
}[ElementType];
