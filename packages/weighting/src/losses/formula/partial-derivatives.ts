import { TomoniError, type WeightingContext } from '@tomoni/spec';
import { mathjs, type Syntax } from './mathjs.js';
import { AGGREGATES, functionName } from './read-formula.js';

/** The value of each symbol that is no loss. */
export interface Scope {
  readonly n: number;
  readonly step: number;
  readonly epoch: number;
}

/** The partial derivatives of a formula with respect to the tasks' losses. */
export interface PartialDerivatives {
  /** Whether some of them depend on the losses' values. */
  readonly readLosses: boolean;
  /** One per task; 0 for an absent one. */
  evaluate(losses: Float64Array, scope: Scope): number[];
}

const RESERVED = ['main', 'n', 'aux', 'step', 'epoch'];

/**
 * Differentiates a formula, in which absent tasks contribute 0: their losses are 0, and sums pass them by.
 *
 * @throws TomoniError `invalid-argument` where a name is unknown or `aux` stands alone
 */
export function differentiate(
  formula: Syntax,
  text: string,
  { tasks, main }: WeightingContext,
  present: readonly boolean[],
): PartialDerivatives {
  const loss = (task: number) => (present[task] === true ? `L${task}` : '0');
  const auxiliary = tasks.flatMap((task, i) => (task !== main && present[i] === true ? [loss(i)] : []));

  /** The expression in plain symbols: `L0`, `L1` … for the losses, the auxiliary tasks written out. */
  function written(node: Syntax, element: string | undefined): string {
    switch (node.type) {
      case 'ConstantNode':
        return `(${node.value})`;
      case 'ParenthesisNode':
        return written(node.content, element);
      case 'OperatorNode': {
        const args = node.args.map((arg) => written(arg, element));
        return args.length === 1 ? `(${node.op} ${args[0]})` : `(${args.join(` ${node.op} `)})`;
      }
      case 'FunctionNode': {
        const name = functionName(node);
        const [arg] = node.args as [Syntax];
        if (!(AGGREGATES as readonly string[]).includes(name)) return `${name}(${written(arg, element)})`;
        const sum = ['0', ...auxiliary.map((each) => written(arg, each))].join(' + ');
        return name === 'sum' ? `(${sum})` : `((${sum}) / n)`;
      }
      case 'SymbolNode':
        return symbol(node.name, element);
    }
  }

  function symbol(name: string, element: string | undefined): string {
    if (RESERVED.includes(name) && tasks.some((task) => task === name && !(task === main && name === 'main')))
      throw new TomoniError({
        code: 'invalid-argument',
        what: `The formula '${text}' uses '${name}', which is also the name of a task.`,
        where: { task: name },
        remedy: 'Give the task another name.',
      });
    if (name === 'aux') {
      if (element === undefined)
        throw new TomoniError({
          code: 'invalid-argument',
          what: `The formula '${text}' uses 'aux', which is all auxiliary losses, as a single number.`,
          remedy: 'Write sum(aux) or mean(aux).',
        });
      return element;
    }
    if (name === 'main') return loss(tasks.indexOf(main));
    if (RESERVED.includes(name)) return name;
    const task = tasks.indexOf(name);
    if (task < 0)
      throw new TomoniError({
        code: 'invalid-argument',
        what: `The formula '${text}' uses the unknown name '${name}'.`,
        remedy: `Known names are ${[...new Set([...RESERVED, ...tasks])].join(', ')}.`,
      });
    return loss(task);
  }

  const expression = written(formula, undefined);
  const partials = tasks.map((_, task) =>
    present[task] === true ? mathjs().derivative(expression, `L${task}`) : undefined,
  );
  const compiled = partials.map((partial) => partial?.compile());
  const isLoss = (node: { readonly type: string; readonly name?: string }) =>
    node.type === 'SymbolNode' && /^L\d+$/.test(node.name ?? '');
  return {
    readLosses: partials.some((partial) => partial !== undefined && partial.filter(isLoss).length > 0),
    evaluate: (losses, scope) => {
      const values = { ...scope, ...Object.fromEntries(Array.from(losses, (value, i) => [`L${i}`, value])) };
      return compiled.map((partial) => (partial === undefined ? 0 : Number(partial.evaluate(values))));
    },
  };
}
