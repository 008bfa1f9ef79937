import { createInterface } from 'node:readline';

/** Prints one line of JSON. */
export function answer(values) {
  console.log(JSON.stringify(values));
}

/** Largest resident memory of this process so far. */
export function peakBytes() {
  return process.resourceUsage().maxRSS * 1024;
}

/**
 * Runs a program that measures: `prepare` gives what it is told to print first, and a function that measures once, which is
 * called for every line of input. What fails is told as `missing`.
 *
 * @param {(engine: string, workload: object) => Promise<{ facts: object, measure: () => Promise<object> }>} prepare
 */
export async function serve(prepare) {
  const [engine, workload] = process.argv.slice(2);
  try {
    const { facts, measure } = await prepare(engine, JSON.parse(workload));
    answer(facts);
    for await (const _ of createInterface({ input: process.stdin }))
      answer({ ...(await measure()), peakBytes: peakBytes() });
  } catch (error) {
    answer({ missing: error.message });
    console.error(error);
    process.exitCode = 1;
  }
}
