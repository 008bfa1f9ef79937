/**
 * Single tokens and n-grams of them under dense numbers: the same tokens in the same order are the same symbol, however
 * they were joined.
 */
export class Symbols {
  /** Tokens of each symbol. */
  readonly contents: (readonly number[])[] = [];
  readonly #byContent = new Map<string, number>();

  /** Number of symbols. */
  get size(): number {
    return this.contents.length;
  }

  /** The symbol of these tokens, made where there is none yet. */
  of(tokens: readonly number[]): number {
    const key = tokens.join();
    let symbol = this.#byContent.get(key);
    if (symbol === undefined) {
      symbol = this.contents.push(tokens) - 1;
      this.#byContent.set(key, symbol);
    }
    return symbol;
  }

  /** The symbol of the tokens of two symbols, one after the other. */
  join(left: number, right: number): number {
    return this.of([...this.tokens(left), ...this.tokens(right)]);
  }

  tokens(symbol: number): readonly number[] {
    return this.contents[symbol] as readonly number[];
  }

  length(symbol: number): number {
    return this.tokens(symbol).length;
  }
}
