import type { Tensor2D } from '@tensorflow/tfjs';
import type { HiddenStates, TaskRead } from '@tomoni/spec';

/** Tensors that tasks with the same input have in common, by name, for as long as their pass lasts. */
export interface Memo {
  /** The tensor of a name; computed where it is not there, or was freed since. */
  get(name: string, compute: () => Tensor2D): Tensor2D;
}

/** Makes the memo of an input. */
export function createMemo(): Memo {
  const known = new Map<string, Tensor2D>();
  return {
    get(name, compute) {
      const found = known.get(name);
      if (found !== undefined && !found.isDisposed) return found;
      const made = compute();
      known.set(name, made);
      return made;
    },
  };
}

/** The memos of passes: tasks that read the same layer in the same way have one; heads that read tokens have their own. */
export function createMemos(): (states: HiddenStates, read: TaskRead) => Memo {
  const passes = new WeakMap<HiddenStates, Map<string, Memo>>();
  return (states, { layer, reads }) => {
    if (reads.over === 'tokens') return createMemo();
    const memos = passes.get(states) ?? new Map<string, Memo>();
    passes.set(states, memos);
    const key = `${layer}/${reads.pooling}`;
    const memo = memos.get(key) ?? createMemo();
    memos.set(key, memo);
    return memo;
  };
}
