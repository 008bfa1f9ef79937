import { createHash } from 'node:crypto';
import type { Json, TrainingHistory, Vocabulary } from '@tomoni/spec';
import { type FittedTask, headOwner } from '../data/fitted-task.js';
import type { Plan } from '../plan/plan.js';

/** Version of the folder layout; raised when a reader of this version could not read it. */
export const formatVersion = 1;

/** One task in `tomoni.json`. */
export interface SavedTask {
  readonly name: string;
  readonly layer: number;
  readonly dropout: number;
  /** Kind of its head. */
  readonly head: string;
  /** Name of the task whose head it shares; its own name where it has one. */
  readonly owner: string;
  /** What the head learnt from the labels. */
  readonly fitted: Json;
  readonly generator?: { readonly kind: string; readonly fitted: Json };
}

/** `tomoni.json`: all of a model but its weights. */
export interface ModelFile {
  readonly format: number;
  readonly main: string;
  readonly columns: Plan['columns'];
  readonly encoder: {
    readonly kind: string;
    readonly name: string;
    readonly depth: number;
    /** Of the tokens in the order of their indices; absent where the input is not text. */
    readonly vocabulary?: string;
  };
  readonly sharing: { readonly kind: string; readonly options: Json };
  readonly tasks: readonly SavedTask[];
  readonly history: TrainingHistory;
}

/** What `tomoni.json` says of a model. */
export function describeModel(plan: Plan, tasks: readonly FittedTask[], history: TrainingHistory): ModelFile {
  const { kind, name, depth } = plan.encoder.config;
  const vocabulary = hashVocabulary(plan.encoder.tokenizer?.vocabulary);
  return {
    format: formatVersion,
    main: plan.main,
    columns: plan.columns,
    encoder: { kind, name, depth, ...(vocabulary === undefined ? {} : { vocabulary }) },
    sharing: { kind: plan.sharing.kind, options: plan.sharing.toJSON() },
    tasks: tasks.map(describeTask),
    history,
  };
}

/** A hash of the tokens in the order of their indices, `undefined` where there are none. */
export function hashVocabulary(vocabulary: Vocabulary | undefined): string | undefined {
  if (vocabulary === undefined) return undefined;
  const tokens = Array.from({ length: vocabulary.size }, (_, id) => vocabulary.tokenOf(id) ?? null);
  return createHash('sha256').update(JSON.stringify(tokens)).digest('hex');
}

/** What `tomoni.json` says of a task. */
export function describeTask({ plan, head, generator }: FittedTask): SavedTask {
  const { name, layer, dropout, labels } = plan;
  return {
    name,
    layer,
    dropout,
    head: head.kind,
    owner: headOwner(plan),
    fitted: head.toJSON(),
    ...(generator === undefined || labels.from === 'column'
      ? {}
      : { generator: { kind: labels.generator.kind, fitted: generator.toJSON() } }),
  };
}
