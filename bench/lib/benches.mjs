/** The benches, in the order in which they are listed and run. */
export const benches = [
  'step',
  'step-small',
  'frozen',
  'layer2',
  'mlm',
  'infer',
  'matmul',
  'memory',
  'balance',
  'study',
  'merges',
  'pll',
  'labels',
];

/**
 * A bench exports `goal` and `unit` as text, `runs` as a number, `run(options)`, which gives the fields of its result, and
 * `check(options)`, which compares with plain TensorFlow.js.
 */
export function load(bench) {
  return import(new URL(`../${bench}.mjs`, import.meta.url).href);
}
