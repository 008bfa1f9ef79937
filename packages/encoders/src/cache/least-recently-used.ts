/** Arrays by key within a budget of bytes: those that were not asked for the longest go first. */
export class LeastRecentlyUsed {
  readonly #budget: number;
  /** From the one that was used longest ago to the one that was used last. */
  readonly #entries = new Map<string, Float32Array>();
  #bytes = 0;

  constructor(budget: number) {
    this.#budget = budget;
  }

  /** Bytes that are held. */
  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): Float32Array | undefined {
    const values = this.#entries.get(key);
    if (values === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, values);
    return values;
  }

  /** Keeps an array; one that is larger than the budget is not kept. */
  put(key: string, values: Float32Array): void {
    this.#remove(key);
    if (values.byteLength > this.#budget) return;
    this.#entries.set(key, values);
    this.#bytes += values.byteLength;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= this.#budget) return;
      this.#remove(oldest);
    }
  }

  clear(): void {
    this.#entries.clear();
    this.#bytes = 0;
  }

  #remove(key: string): void {
    const values = this.#entries.get(key);
    if (values === undefined) return;
    this.#entries.delete(key);
    this.#bytes -= values.byteLength;
  }
}
