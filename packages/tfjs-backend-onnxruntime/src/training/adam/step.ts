import { type AdamCoefficients, type AdamLists, AdamMemory, memoryOf, PIECE } from './adam-memory.js';

/** The lists that a step changes. */
export const changed = ['variable', 'firstMoment', 'secondMoment'] as const;

/**
 * One step of Adam, from one state of the lists to another; both may be the same.
 *
 * WebAssembly takes four numbers at once, and all operations in one pass. Lists that lie in a memory of its own are stepped
 * there; others go through one piece by piece, as gradients always do.
 */
export function stepAdam(
  from: AdamLists,
  gradient: Float32Array,
  coefficients: AdamCoefficients,
  to: AdamLists,
): void {
  const memory = changed.every((name) => from[name] === to[name]) ? memoryOf(from) : undefined;
  if (memory === undefined) stepCopies(from, gradient, coefficients, to);
  else
    for (let start = 0; start < gradient.length; start += PIECE) {
      const end = Math.min(start + PIECE, gradient.length);
      memory.slope.set(gradient.subarray(start, end));
      memory.step(from, start, end - start, coefficients);
    }
}

function stepCopies(
  from: AdamLists,
  gradient: Float32Array,
  coefficients: AdamCoefficients,
  to: AdamLists,
): void {
  const { memory, piece } = transit();
  for (let start = 0; start < gradient.length; start += PIECE) {
    const end = Math.min(start + PIECE, gradient.length);
    const count = end - start;
    memory.slope.set(gradient.subarray(start, end));
    for (const name of changed) piece[name].set(from[name].subarray(start, end));
    memory.step(piece, 0, count, coefficients);
    for (const name of changed)
      to[name].set(count === PIECE ? piece[name] : piece[name].subarray(0, count), start);
  }
}

let opened: { readonly memory: AdamMemory; readonly piece: AdamLists } | undefined;

/** The memory that other lists go through. */
function transit() {
  if (opened !== undefined) return opened;
  const memory = new AdamMemory([PIECE, PIECE, PIECE]);
  const list = () => memory.list(PIECE);
  opened = { memory, piece: { variable: list(), firstMoment: list(), secondMoment: list() } };
  return opened;
}
