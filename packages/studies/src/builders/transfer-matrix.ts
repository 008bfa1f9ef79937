import { requireKnownOptions, TomoniError, type TrialSpec } from '@tomoni/spec';
import { trial } from '../trials/trial.js';
import { type Repetition, type Repetitions, repetitionsOf } from './repetitions.js';

/** Parameters of a trial of a transfer matrix. The model that it starts from is in the folder `context.needed.start`; where there is none, it starts from the pretrained one. */
export type TransferParameters<Task extends string = string> = {
  /** The task that is trained in this trial. */
  readonly task: Task;
  /** `labels`: the task itself; `masking`: masked language modelling on its texts, to adapt the encoder. */
  readonly objective: 'labels' | 'masking';
  /** What was trained before: another task, the encoder's adaptation to this one's texts, or nothing. */
  readonly from: Task | 'adapted' | null;
};

/** Options of {@link transferMatrix}. */
export interface TransferOptions extends Repetitions {
  /** Whether each target is also trained after task-adaptive pretraining on its own texts. Default `false`. */
  readonly adaptation?: boolean;
}

/**
 * Fine-tuning one task after another: from every source to every target, beside the target alone.
 *
 * The arms are `target`, `source → target` and, with adaptation, `adapted → target`. A source is trained once per seed and
 * fold, in a trial that the others need; they find its folder, in which it has to save its model, as `context.needed.start`.
 * A source that is no target, and the adaptation, are preparations.
 *
 * Source: Phang et al., "Sentence encoders on STILTs", 2018; Gururangan et al., "Don't stop pretraining", ACL 2020.
 *
 * @throws TomoniError `invalid-argument` where there is no target, or a task is called `adapted`
 *
 * @example
 * ```ts
 * import { transferMatrix } from '@tomoni/studies';
 *
 * const trials = transferMatrix(['reviews', 'news'], ['reviews', 'hotels'], { seeds: 3, adaptation: true });
 * console.log([...new Set(trials.map(({ arm }) => arm))]);
 * // ['reviews', 'news', 'hotels', 'news → reviews', 'reviews → hotels', 'news → hotels', 'masking of reviews', …]
 * ```
 */
export function transferMatrix<const Source extends string, const Target extends string>(
  sources: readonly Source[],
  targets: readonly Target[],
  options: TransferOptions = {},
): TrialSpec<TransferParameters<Source | Target>>[] {
  requireKnownOptions('transferMatrix()', options, ['adaptation', 'seeds', 'folds']);
  type Task = Source | Target;
  requireNames([...sources, ...targets], targets);
  const repetitions = repetitionsOf(options);
  const build = (
    arm: string,
    repetition: Repetition,
    parameters: TransferParameters<Task>,
    rest: { readonly start?: string; readonly preparation?: boolean } = {},
  ) =>
    trial<TransferParameters<Task>>({
      arm,
      ...repetition,
      parameters,
      ...(rest.start !== undefined && { needs: { start: rest.start } }),
      ...(rest.preparation && { preparation: true }),
    });
  const isTarget = (task: Task) => (targets as readonly Task[]).includes(task);
  const alone = (task: Task, repetition: Repetition) =>
    build(task, repetition, { task, objective: 'labels', from: null }, { preparation: !isTarget(task) });
  const adapted = (task: Task, repetition: Repetition) =>
    build(
      `masking of ${task}`,
      repetition,
      { task, objective: 'masking', from: null },
      { preparation: true },
    );
  const after = (from: Task | 'adapted', task: Task, repetition: Repetition) => {
    const start = from === 'adapted' ? adapted(task, repetition) : alone(from, repetition);
    return build(`${from} → ${task}`, repetition, { task, objective: 'labels', from }, { start: start.id });
  };
  const all = [...new Set<Task>([...sources, ...targets])];
  const eachRun = (make: (repetition: Repetition) => TrialSpec<TransferParameters<Task>>) =>
    repetitions.map(make);
  return [
    ...all.flatMap((task) => eachRun((repetition) => alone(task, repetition))),
    ...targets.flatMap((task) =>
      sources
        .filter((source) => (source as Task) !== task)
        .flatMap((source) => eachRun((repetition) => after(source, task, repetition))),
    ),
    ...(options.adaptation ? targets : []).flatMap((task) => [
      ...eachRun((repetition) => adapted(task, repetition)),
      ...eachRun((repetition) => after('adapted', task, repetition)),
    ]),
  ];
}

function requireNames(tasks: readonly string[], targets: readonly string[]): void {
  if (targets.length > 0 && !tasks.includes('adapted')) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: targets.length === 0 ? 'There is no target.' : "A task is called 'adapted'.",
    remedy: 'Name at least one target, and call no task as the adaptation is called.',
  });
}
