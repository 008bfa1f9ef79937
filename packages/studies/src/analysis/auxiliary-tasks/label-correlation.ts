import { TomoniError } from '@tomoni/spec';
import { type Correlation, pearson } from '@tomoni/statistics';

/** What is known of an auxiliary task before it is combined with the main one. */
export interface TaskTraits {
  /** Correlation between its labels and the main task's, over the rows that have both. */
  readonly labelCorrelation: number;
  /** The score that a model of this task alone reaches, such as R². */
  readonly learnability: number;
}

/** Options of {@link effectAgainstLabelCorrelation}. */
export interface LabelCorrelationOptions {
  /** From which own score on a task counts as learnable. Default: 0.5. */
  readonly sufficient?: number;
}

/** A task with its traits and what it did. */
export interface TaskPoint extends TaskTraits {
  readonly task: string;
  readonly effect: number;
  /** Whether its own score suffices. */
  readonly sufficient: boolean;
}

/** How the effect of tasks goes with the correlation of their labels. */
export interface LabelCorrelation {
  readonly points: readonly TaskPoint[];
  /** Pearson's over all tasks; `undefined` for fewer than three. */
  readonly all: Correlation | undefined;
  /** Over the tasks whose own score suffices; `undefined` for fewer than three. */
  readonly sufficient: Correlation | undefined;
  /** What may be said of it, in a sentence. */
  readonly description: string;
}

/**
 * Whether tasks whose labels go with the main task's help more: over all tasks, and over those that can be learnt at all.
 *
 * @param effects by task, such as differences of {@link inOut}
 * @param traits by task, with the same names
 * @throws TomoniError `invalid-argument` where a task has an effect but no traits
 *
 * @example
 * ```ts
 * import { effectAgainstLabelCorrelation } from '@tomoni/studies';
 *
 * const effects = { catchy: -0.0156, rare: -0.0114, rated: -0.016, appealing: -0.0309 };
 * const { sufficient } = effectAgainstLabelCorrelation(effects, {
 *   catchy: { labelCorrelation: 0.2944, learnability: 0.4734 },
 *   rare: { labelCorrelation: 0.281, learnability: 0.656 },
 *   rated: { labelCorrelation: 0.3951, learnability: 0.7076 },
 *   appealing: { labelCorrelation: 0.4824, learnability: 0.6512 },
 * });
 * console.log(sufficient?.coefficient, sufficient?.pValue); // three tasks: −0.93, and yet far from certain
 * ```
 */
export function effectAgainstLabelCorrelation(
  effects: Readonly<Record<string, number>>,
  traits: Readonly<Record<string, TaskTraits>>,
  options: LabelCorrelationOptions = {},
): LabelCorrelation {
  const { sufficient = 0.5 } = options;
  const points = Object.entries(effects).map(([task, effect]) => {
    const known = traits[task];
    if (known === undefined)
      throw new TomoniError({
        code: 'invalid-argument',
        what: 'The correlation of its labels with those of the main task is not given.',
        where: { task },
        remedy: 'Give labelCorrelation and learnability of every task.',
      });
    return { task, effect, ...known, sufficient: known.learnability >= sufficient };
  });
  const learnable = points.filter((point) => point.sufficient);
  const [all, some] = [correlated(points), correlated(learnable)];
  return {
    points,
    all,
    sufficient: some,
    description: [told('', points.length, all), told(' that can be learnt', learnable.length, some)].join(
      ' ',
    ),
  };
}

function correlated(points: readonly TaskPoint[]): Correlation | undefined {
  if (points.length < 3) return undefined;
  return pearson(
    points.map((point) => point.labelCorrelation),
    points.map((point) => point.effect),
  );
}

function told(which: string, tasks: number, correlation: Correlation | undefined): string {
  const these = `${tasks} ${tasks === 1 ? 'task' : 'tasks'}${which}`;
  if (correlation === undefined) return `${these}: too few for a correlation.`;
  if (Number.isNaN(correlation.coefficient))
    return `Over the ${these} there is no correlation, since one side does not vary.`;
  return `Over the ${these} the correlation is ${correlation.coefficient.toFixed(4).replace('-', '−')} (p = ${correlation.pValue.toFixed(3)}).`;
}
