/** One clause of a contract, ready to be checked by any test runner. */
export interface ConformanceCase {
  /** The clause in words. */
  readonly name: string;
  /** Checks it; rejects with an `AssertionError` whose message says what was found. */
  run(): Promise<void>;
}

/** A case from its clause and its check. */
export function conformanceCase(name: string, run: () => void | Promise<void>): ConformanceCase {
  return { name, run: async () => run() };
}
