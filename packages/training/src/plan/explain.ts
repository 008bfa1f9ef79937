import type { ParameterInfo } from '@tomoni/spec';
import { checkPlan } from './check-plan.js';
import type { AnyEncoder, Plan, TaskPlan } from './plan.js';
import { planNotices } from './plan-notices.js';
import { trainedParameters } from './trained-parameters.js';

/** What a plan computes and what that costs, before anything is run. */
export interface Explanation {
  readonly tasks: readonly TaskExplanation[];
  /** Versions of the input; each costs a forward pass per batch. */
  readonly views: readonly { readonly input: string; readonly tasks: readonly string[] }[];
  readonly layers: LayerExplanation;
  readonly parameters: ParameterExplanation;
  /** Floating-point operations per token and view, attention scores left out: they add `4 · length · width` per layer. */
  readonly operations: { readonly frozen: number; readonly forward: number; readonly backward: number };
  /** The settings in words, by name. */
  readonly settings: Readonly<Record<string, string>>;
  /** What its owner should know, in sentences. */
  readonly notices: readonly string[];
  /** All of it as text. */
  toString(): string;
}

/** One task, explained. */
export interface TaskExplanation {
  readonly name: string;
  readonly role: 'main' | 'auxiliary';
  /** Kind of its head, or whose head it shares. */
  readonly head: string;
  readonly layer: number;
  readonly dropout: number;
  /** Where its labels come from. */
  readonly labels: string;
}

/** What becomes of each layer; layer 0 are the embeddings. */
export interface LayerExplanation {
  /** Layers below everything trained: run off the tape, nothing of them is kept for a gradient. */
  readonly frozen: readonly number[];
  /** Layers run on the tape. */
  readonly recorded: readonly number[];
  /** Layers above all that is read: not run. */
  readonly skipped: readonly number[];
  /** Layers with a trained parameter. */
  readonly trained: readonly number[];
}

/** Numbers of encoder parameters, and the memory they take. */
export interface ParameterExplanation {
  readonly encoder: number;
  readonly trained: number;
  /** Bytes of the weights, of the gradients, and of two moments per trained parameter, heads left out. */
  readonly bytes: number;
}

/**
 * Says what a plan computes, skips and costs.
 *
 * @throws TomoniError `invalid-argument` where the plan cannot be run
 *
 * @example
 * ```ts
 * import { explain, type Plan } from '@tomoni/training';
 *
 * function show(plan: Plan) {
 *   console.log(explain(plan).toString());
 * }
 * ```
 */
export function explain(plan: Plan): Explanation {
  checkPlan(plan);
  const layers = explainLayers(plan);
  const parts = {
    tasks: plan.tasks.map((task) => explainTask(plan, task)),
    views: explainViews(plan),
    layers,
    parameters: explainParameters(plan),
    operations: countOperations(plan.encoder, layers),
    settings: explainSettings(plan),
    notices: planNotices(plan),
  };
  return { ...parts, toString: () => print(parts) };
}

function explainTask(plan: Plan, { name, head, layer, dropout, labels }: TaskPlan): TaskExplanation {
  return {
    name,
    role: name === plan.main ? 'main' : 'auxiliary',
    head: 'sameHeadAs' in head ? `the head of '${head.sameHeadAs}'` : head.kind,
    layer,
    dropout,
    labels: labels.from === 'column' ? `column '${labels.column}'` : `generator ${labels.generator.kind}`,
  };
}

function explainViews({ tasks }: Plan): Explanation['views'] {
  const alters = ({ labels }: TaskPlan) => labels.from === 'generator' && labels.generator.altersInput;
  const plain = tasks.filter((task) => !alters(task)).map(({ name }) => name);
  return [
    ...(plain.length === 0 ? [] : [{ input: 'the texts as they are', tasks: plain }]),
    ...tasks.filter(alters).map(({ name, labels }) => ({
      input: `the texts altered by ${labels.from === 'generator' ? labels.generator.kind : ''}`,
      tasks: [name],
    })),
  ];
}

function explainLayers(plan: Plan): LayerExplanation {
  const { encoder, tasks, frozenDropout } = plan;
  const trained = new Set(trainedParameters(plan).map(({ layer }) => layer));
  const all = Array.from({ length: encoder.config.depth + 1 }, (_, layer) => layer);
  const highest = Math.max(...tasks.map(({ layer }) => layer));
  const lowest = frozenDropout ? 0 : Math.min(...trained, highest + 1);
  return {
    frozen: all.filter((layer) => layer < lowest && layer <= highest),
    recorded: all.filter((layer) => layer >= lowest && layer <= highest),
    skipped: all.filter((layer) => layer > highest),
    trained: all.filter((layer) => trained.has(layer)),
  };
}

function explainParameters(plan: Plan): ParameterExplanation {
  const count = (parameters: readonly ParameterInfo[]) =>
    parameters.reduce((sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1), 0);
  const total = count(plan.encoder.parameters);
  const trained = count(trainedParameters(plan));
  return { encoder: total, trained, bytes: 4 * (total + 3 * trained) };
}

/** Two operations per weight of a matrix and token; twice that backward, for weights and inputs, where each is wanted. */
function countOperations(encoder: AnyEncoder, layers: LayerExplanation): Explanation['operations'] {
  const forward = (layer: number) =>
    encoder.parameters
      .filter((parameter) => parameter.layer === layer && layer > 0 && parameter.shape.length === 2)
      .reduce((sum, { shape }) => sum + 2 * (shape[0] as number) * (shape[1] as number), 0);
  const sum = (chosen: readonly number[]) => chosen.reduce((total, layer) => total + forward(layer), 0);
  const lowest = layers.recorded[0];
  const weights = sum(layers.recorded.filter((layer) => layers.trained.includes(layer)));
  const inputs = sum(layers.recorded.filter((layer) => layer !== lowest));
  return { frozen: sum(layers.frozen), forward: sum(layers.recorded), backward: weights + inputs };
}

function explainSettings(plan: Plan): Record<string, string> {
  const { size, accumulate } = plan.batching;
  const { maxEpochs, maxSteps, patience, monitor } = plan.stopping;
  const watched =
    typeof monitor === 'string'
      ? `the loss of '${monitor}'`
      : 'total' in monitor
        ? 'the total loss'
        : `${monitor.score} of '${monitor.task}'`;
  return {
    trained: plan.trainable.description,
    sharing: plan.sharing.kind,
    weighting: plan.weighting.description,
    optimizer: plan.optimizer.description,
    schedule: plan.schedule.description,
    clipping: plan.clipNorm === undefined ? 'none' : `global norm ${plan.clipNorm}`,
    batches: accumulate === 1 ? `${size} texts` : `${accumulate} × ${size} texts per update`,
    stopping: [
      `${maxEpochs} epochs${maxSteps === undefined ? '' : ` or ${maxSteps} steps`} at most`,
      ...(patience === undefined
        ? []
        : [`after ${patience} evaluations without a better value of ${watched}`]),
    ].join(', '),
  };
}

function print({
  tasks,
  views,
  layers,
  parameters,
  operations,
  settings,
  notices,
}: Omit<Explanation, 'toString'>): string {
  const range = (numbers: readonly number[]) => (numbers.length === 0 ? 'none' : numbers.join(', '));
  const short = (count: number) =>
    count < 1e4
      ? String(count)
      : count < 1e6
        ? `${(count / 1e3).toFixed(1)} k`
        : `${(count / 1e6).toFixed(2)} M`;
  return [
    'Tasks',
    ...tasks.map(
      ({ name, role, head, layer, dropout, labels }) =>
        `  ${name} (${role}): ${head} on layer ${layer}, dropout ${dropout}, labels from ${labels}`,
    ),
    `Views: ${views.length} forward ${views.length === 1 ? 'pass' : 'passes'} per batch`,
    ...views.map(({ input, tasks: own }) => `  ${input}: ${own.join(', ')}`),
    'Layers (0 are the embeddings)',
    `  frozen, run off the tape: ${range(layers.frozen)}`,
    `  run on the tape: ${range(layers.recorded)}`,
    `  with trained parameters: ${range(layers.trained)}`,
    `  not run: ${range(layers.skipped)}`,
    `Encoder: ${short(parameters.encoder)} parameters, ${short(parameters.trained)} trained, ${(parameters.bytes / 2 ** 20).toFixed(0)} MiB with gradients and optimizer`,
    `Operations per token: ${short(operations.frozen)} frozen, ${short(operations.forward)} forward, ${short(operations.backward)} backward`,
    'Settings',
    ...Object.entries(settings).map(([name, value]) => `  ${name}: ${value}`),
    ...notices,
  ].join('\n');
}
