import { createRequire } from 'node:module';

/** The nodes of a formula. */
export type Syntax =
  | { readonly type: 'ConstantNode'; readonly value: number }
  | { readonly type: 'SymbolNode'; readonly name: string }
  | { readonly type: 'ParenthesisNode'; readonly content: Syntax }
  | { readonly type: 'OperatorNode'; readonly op: string; readonly args: readonly Syntax[] }
  | { readonly type: 'FunctionNode'; readonly fn: Syntax; readonly args: readonly Syntax[] };

/** An expression that can be evaluated, given a value for each of its symbols. */
export interface Expression {
  compile(): { evaluate(values: Readonly<Record<string, number>>): unknown };
  filter(matches: (node: { readonly type: string; readonly name?: string }) => boolean): readonly unknown[];
}

interface MathJs {
  /** The nodes of an expression; nodes other than {@link Syntax} are possible. Throws a `SyntaxError`. */
  parse(text: string): { readonly type: string };
  /** The derivative of an expression with respect to a symbol. */
  derivative(text: string, symbol: string): Expression;
}

let loaded: MathJs | undefined;

/** mathjs, loaded by the first formula only: that takes the better part of a second. */
export function mathjs(): MathJs {
  loaded ??= createRequire(import.meta.url)('mathjs/number') as MathJs;
  return loaded;
}
