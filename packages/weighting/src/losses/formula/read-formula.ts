import { TomoniError } from '@tomoni/spec';
import { mathjs, type Syntax } from './mathjs.js';

/** Functions of one value. */
export const FUNCTIONS = ['exp', 'log', 'sqrt'] as const;
/** Functions that run over the auxiliary tasks. */
export const AGGREGATES = ['sum', 'mean'] as const;

const OPERATORS = ['+', '-', '*', '/', '^'];

/**
 * Reads a formula of numbers, names, `+ - * / ^`, parentheses, `sum`, `mean`, `exp`, `log` and `sqrt`.
 *
 * @throws TomoniError `invalid-argument` for anything else
 */
export function readFormula(text: string): Syntax {
  try {
    return checked(mathjs().parse(text), text);
  } catch (cause) {
    if (cause instanceof TomoniError) throw cause;
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The formula '${text}' cannot be read: ${message}.`,
      cause,
    });
  }
}

function checked(node: { readonly type: string }, text: string): Syntax {
  const syntax = node as Syntax;
  switch (syntax.type) {
    case 'ConstantNode':
      if (!Number.isFinite(syntax.value)) throw refusal(text, `the constant ${syntax.value}`);
      break;
    case 'SymbolNode':
      break;
    case 'ParenthesisNode':
      checked(syntax.content, text);
      break;
    case 'OperatorNode':
      if (!OPERATORS.includes(syntax.op)) throw refusal(text, `the operator '${syntax.op}'`);
      for (const arg of syntax.args) checked(arg, text);
      break;
    case 'FunctionNode': {
      const name = functionName(syntax);
      const known: readonly string[] = [...AGGREGATES, ...FUNCTIONS];
      if (!known.includes(name)) throw refusal(text, `the function '${name}'`);
      if (syntax.args.length !== 1) throw refusal(text, `${syntax.args.length} arguments of '${name}'`);
      for (const arg of syntax.args) checked(arg, text);
      break;
    }
    default:
      throw refusal(text, `something other than arithmetic: ${inWords(node.type)}`);
  }
  return syntax;
}

/** Name of a function that is called. */
export function functionName({ fn }: Extract<Syntax, { type: 'FunctionNode' }>): string {
  return fn.type === 'SymbolNode' ? fn.name : '';
}

/** `FunctionAssignmentNode` as `function assignment`. */
function inWords(type: string): string {
  return type
    .replace(/Node$/, '')
    .replace(/\B[A-Z]/g, ' $&')
    .toLowerCase();
}

function refusal(text: string, what: string): TomoniError {
  return new TomoniError({
    code: 'invalid-argument',
    what: `The formula '${text}' contains ${what}.`,
    remedy: `Use numbers, names, + - * / ^, parentheses, and the functions ${[...AGGREGATES, ...FUNCTIONS].join(', ')} of one value.`,
  });
}
