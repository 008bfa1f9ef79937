import { checkPlan } from './check-plan.js';
import { countOperations, type OperationExplanation } from './count-operations.js';
import { explainBalancing } from './explain-balancing.js';
import { explainLayers, type LayerExplanation } from './explain-layers.js';
import { explainViews, type ViewExplanation } from './explain-views.js';
import type { Plan, TaskPlan } from './plan.js';
import { planNotices } from './plan-notices.js';
import { printExplanation } from './print-explanation.js';
import { sharingLayout } from './sharing-plan.js';
import { trainedParameters } from './trained-parameters.js';

/** What a plan computes and what that costs, before anything is run. */
export interface Explanation {
  readonly tasks: readonly TaskExplanation[];
  /** Versions of the input; each costs a forward pass per batch. */
  readonly views: readonly ViewExplanation[];
  readonly layers: LayerExplanation;
  readonly parameters: ParameterExplanation;
  readonly operations: OperationExplanation;
  /** The settings in words, by name. */
  readonly settings: Readonly<Record<string, string>>;
  /** What its owner should know, in sentences. */
  readonly notices: readonly string[];
  /** All of it as text. */
  toString(): string;
}

/** What is assumed where a plan does not say it. */
export interface ExplainOptions {
  /** Tokens of the text that operations and bytes are counted for. Default 128, or the encoder's longest text where that is shorter. */
  readonly tokens?: number;
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

/** Numbers of parameters without the heads', and the memory they take. */
export interface ParameterExplanation {
  readonly encoder: number;
  readonly trained: number;
  /** What the way of sharing adds, all of it trained; 0 for one that does not say so before it is built. */
  readonly sharing: number;
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
export function explain(plan: Plan, { tokens }: ExplainOptions = {}): Explanation {
  checkPlan(plan);
  const length = tokens ?? Math.min(128, plan.encoder.config.maxLength);
  const views = explainViews(plan);
  const layers = explainLayers(plan, views);
  const parts = {
    tasks: plan.tasks.map((task) => explainTask(plan, task)),
    views,
    layers,
    parameters: explainParameters(plan),
    operations: countOperations(plan, views, layers, length),
    settings: explainSettings(plan),
    notices: planNotices(plan),
  };
  return { ...parts, toString: () => printExplanation(parts) };
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

function explainParameters(plan: Plan): ParameterExplanation {
  const count = (shapes: readonly (readonly number[])[]) =>
    shapes.reduce((sum, shape) => sum + shape.reduce((product, length) => product * length, 1), 0);
  const layout = sharingLayout(plan);
  const own = trainedParameters(plan).filter(({ name }) => layout?.copied?.has(name) !== true);
  const total = count(plan.encoder.parameters.map(({ shape }) => shape));
  const trained = count(own.map(({ shape }) => shape));
  const sharing = count(Object.values(layout?.variables ?? {}));
  return { encoder: total, trained, sharing, bytes: 4 * (total + 3 * trained + 4 * sharing) };
}

function describeSharing({ kind, toJSON }: Plan['sharing']): string {
  const options = toJSON();
  return options === null ? kind : `${kind} ${JSON.stringify(options)}`;
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
    sharing: describeSharing(plan.sharing),
    weighting: plan.weighting.description,
    balancing: explainBalancing(plan),
    optimizer: plan.optimizer.description,
    schedule: plan.schedule.description,
    clipping: plan.clipNorm === undefined ? 'none' : `global norm ${plan.clipNorm}`,
    batches: accumulate === 1 ? `${size} texts` : `${accumulate} × ${size} texts per update`,
    ...(plan.sampling === undefined ? {} : { sampling: plan.sampling.description }),
    ...(plan.taskStopping === undefined ? {} : { 'auxiliary tasks end': plan.taskStopping.description }),
    memory:
      plan.memory === 'recompute'
        ? 'layers are computed again in the backward pass'
        : 'layers keep what their gradients need',
    stopping: [
      `${counted(maxEpochs, 'epoch')}${maxSteps === undefined ? '' : ` or ${counted(maxSteps, 'step')}`} at most`,
      ...(patience === undefined
        ? []
        : [`after ${counted(patience, 'evaluation')} without a better value of ${watched}`]),
    ].join(', '),
  };
}

function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
