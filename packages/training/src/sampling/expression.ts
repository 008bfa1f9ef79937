import { createRequire } from 'node:module';
import { TomoniError } from '@tomoni/spec';

interface ExpressionNode {
  readonly type: string;
  readonly name?: string;
  readonly fn?: ExpressionNode;
  traverse(visit: (node: ExpressionNode, path: string | undefined) => void): void;
  compile(): { evaluate(values: Readonly<Record<string, number>>): unknown };
}

interface MathJs {
  parse(text: string): ExpressionNode;
}

let loaded: MathJs | undefined;

/** mathjs, loaded by the first expression only. */
function mathjs(): MathJs {
  loaded ??= createRequire(import.meta.url)('mathjs/number') as MathJs;
  return loaded;
}

const functions = ['abs', 'cos', 'exp', 'log', 'max', 'min', 'sin', 'sqrt'];
const constants = ['pi', 'e'];
const kinds = [
  'ConstantNode',
  'SymbolNode',
  'OperatorNode',
  'ParenthesisNode',
  'FunctionNode',
  'ConditionalNode',
  'RelationalNode',
];

/**
 * Compiles an expression of numbers and named variables.
 *
 * @throws TomoniError `invalid-argument` where it cannot be read, or names something else
 */
export function compileExpression(
  text: string,
  variables: readonly string[],
): (values: Readonly<Record<string, number>>) => number {
  const node = parse(text);
  const known = [...variables, ...constants];
  node.traverse(({ type, name, fn }, path) => {
    if (!kinds.includes(type)) throw refusal(text, `it is not arithmetic (${type.replace(/Node$/, '')})`);
    if (type === 'FunctionNode' && !functions.includes(fn?.name ?? ''))
      throw refusal(text, `the function '${fn?.name}' is not known; there are ${functions.join(', ')}`);
    if (type === 'SymbolNode' && path !== 'fn' && !known.includes(name ?? ''))
      throw refusal(text, `the name '${name}' is not known; there are ${known.join(', ')}`);
  });
  const compiled = node.compile();
  return (values) => Number(compiled.evaluate(values));
}

function parse(text: string): ExpressionNode {
  try {
    return mathjs().parse(text);
  } catch (error) {
    throw refusal(text, error instanceof Error ? error.message : String(error), error);
  }
}

function refusal(text: string, fault: string, cause?: unknown): TomoniError {
  return new TomoniError({
    code: 'invalid-argument',
    what: `The expression '${text}' cannot be used: ${fault}.`,
    remedy: "Write arithmetic of numbers and these names, such as 'exp(-step / 1000)'.",
    ...(cause === undefined ? {} : { cause }),
  });
}
