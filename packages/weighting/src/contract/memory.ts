import { type Json, TomoniError, type WeightingContext } from '@tomoni/spec';

/** What a weighting keeps from step to step: numbers and lists of fixed length, `null` where a number is not known yet. */
export interface Memory {
  readonly [name: string]: number | string | readonly (number | null)[];
}

/** The two functions by which a weighting is saved and restored. */
export interface Saving {
  state(): Json;
  restore(state: Json): void;
}

/** A memory, and how it is saved. */
export interface Remembering<M extends Memory> extends Saving {
  recall(): M;
  keep(memory: M): void;
}

/** Saving for a weighting without memory. */
export function forgetful(name: string): Saving {
  return {
    state: () => null,
    restore: (state) => {
      if (state !== null)
        throw new TomoniError({
          code: 'mismatch',
          what: `The weighting '${name}' keeps no state, but the checkpoint holds one for it.`,
          remedy: RESUME,
        });
    },
  };
}

/** A memory for a weighting by losses. */
export function remember<M extends Memory>(name: string, start: M): Remembering<M> {
  let memory = start;
  return {
    recall: () => memory,
    keep: (next) => {
      memory = withoutSignedZeros(next);
    },
    state: () => memory,
    restore: (state) => {
      memory = recognized(name, start, state);
    },
  };
}

/** A memory for each block of parameters that a weighting by gradients works on. */
export interface RememberingByBlock<M extends Memory> extends Saving {
  recall(block: string): M;
  keep(block: string, memory: M): void;
}

/** A memory for each block of parameters; `''` is all of them. */
export function rememberByBlock<M extends Memory>(name: string, start: M): RememberingByBlock<M> {
  let memories: { readonly [block: string]: M } = {};
  return {
    recall: (block) => memories[block] ?? start,
    keep: (block, memory) => {
      memories = { ...memories, [block]: withoutSignedZeros(memory) };
    },
    state: () => memories,
    restore: (state) => {
      memories = Object.fromEntries(
        Object.entries(objectOf(name, state)).map(([block, memory]) => [
          block,
          recognized(name, start, memory),
        ]),
      );
    },
  };
}

/** `size` times the same entry. */
export function each<T extends number | null>({ tasks }: WeightingContext, entry: T): readonly T[] {
  return tasks.map(() => entry);
}

const RESUME = 'Resume with the weighting, its options and the tasks that the run was started with.';

/** JSON knows no −0. */
function withoutSignedZeros<M extends Memory>(memory: M): M {
  const plain = (value: Memory[string]): Memory[string] => {
    if (typeof value === 'string') return value;
    return typeof value === 'number' ? value + 0 : value.map((entry) => (entry === null ? null : entry + 0));
  };
  return Object.fromEntries(Object.entries(memory).map(([name, value]) => [name, plain(value)])) as M;
}

function objectOf(name: string, state: Json): { readonly [key: string]: Json } {
  if (state === null || typeof state !== 'object' || Array.isArray(state)) throw foreign(name);
  return state as { readonly [key: string]: Json };
}

/** The state as a memory of the same form as `start`. */
function recognized<M extends Memory>(name: string, start: M, state: Json): M {
  const found = objectOf(name, state);
  const hasForm = (form: Memory[string], value: Json | undefined) => {
    if (!Array.isArray(form)) return typeof value === typeof form;
    return (
      Array.isArray(value) &&
      value.length === form.length &&
      value.every((entry) => entry === null || typeof entry === 'number')
    );
  };
  const isForm =
    Object.keys(found).length === Object.keys(start).length &&
    Object.entries(start).every(([key, form]) => hasForm(form, found[key]));
  if (!isForm) throw foreign(name);
  return found as M;
}

function foreign(name: string): TomoniError {
  return new TomoniError({
    code: 'mismatch',
    what: `The checkpoint holds a state that is none of the weighting '${name}' with these options and tasks.`,
    remedy: RESUME,
  });
}
