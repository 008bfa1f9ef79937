import type { Tensor2D } from '@tensorflow/tfjs';
import { dropout } from '@tomoni/encoders';
import type {
  AnyHeadModule,
  EncoderInstance,
  HiddenStates,
  LabelBatch,
  Mode,
  ParameterInfo,
  Positions,
  PreparedBatch,
  SharingModule,
} from '@tomoni/spec';
import type { View } from '../batching/view.js';
import { type FittedTask, headOwner } from '../data/fitted-task.js';
import type { TrainedParameter } from '../optimizers/optimizer.js';
import type { Plan } from '../plan/plan.js';

/** What a task is asked for in a forward pass: its name and, for heads that read tokens, positions in the texts. */
export interface TaskRequest {
  readonly task: string;
  readonly positions?: Positions | undefined;
}

/** A view whose frozen part has been computed. */
export interface PreparedView {
  readonly view: View;
  readonly requests: readonly TaskRequest[];
  readonly prepared: PreparedBatch;
}

/** Encoder, sharing and heads with their variables: all that computes. */
export interface Network {
  readonly tasks: readonly FittedTask[];
  /** Everything that is trained, in a fixed order. */
  readonly parameters: readonly TrainedParameter[];
  readonly encoder: EncoderInstance;
  readonly sharing: SharingModule;
  /** The module of a task's head; tasks that share a head share the module. */
  head(task: string): AnyHeadModule;
  /** Computes, off the tape, what no trained parameter can change. */
  prepare(view: View, requests: readonly TaskRequest[]): Promise<PreparedView>;
  /** Logits per request: `[texts or positions, outputs]`. Synchronous, on the tape. */
  logits(view: PreparedView, mode: Mode): Tensor2D[];
  dispose(): void;
}

/** The labels of one task in one view. */
export interface CollatedTask {
  readonly task: string;
  readonly batch: LabelBatch;
}

/** Gathers the labels of a view's tasks; tasks without a labelled item in it are left out. */
export function collate(network: Network, view: View): CollatedTask[] {
  return [...view.labels]
    .map(([task, labels]) => ({
      task,
      batch: network.head(task).collate(labels, view.batch.texts) as LabelBatch,
    }))
    .filter(({ batch }) => batch.weight > 0);
}

/** Joins the parts to a network that owns them. */
export function createNetwork(
  plan: Plan,
  tasks: readonly FittedTask[],
  encoder: EncoderInstance,
  sharing: SharingModule,
  modules: ReadonlyMap<string, AnyHeadModule>,
): Network {
  return new ComposedNetwork(plan, tasks, encoder, sharing, modules);
}

class ComposedNetwork implements Network {
  readonly parameters: readonly TrainedParameter[];
  readonly #tasks: ReadonlyMap<string, FittedTask>;

  constructor(
    readonly plan: Plan,
    readonly tasks: readonly FittedTask[],
    readonly encoder: EncoderInstance,
    readonly sharing: SharingModule,
    readonly modules: ReadonlyMap<string, AnyHeadModule>,
  ) {
    this.#tasks = new Map(tasks.map((task) => [task.plan.name, task]));
    this.parameters = collectParameters(plan, encoder, sharing, modules);
  }

  head(task: string): AnyHeadModule {
    return this.modules.get(headOwner(this.#task(task).plan)) as AnyHeadModule;
  }

  async prepare(view: View, requests: readonly TaskRequest[]): Promise<PreparedView> {
    const routed = this.sharing.routing !== undefined;
    const reads = requests.flatMap(({ task, positions }) => {
      const located = positions === undefined ? undefined : view.batch.locate(positions);
      const own = this.sharing.demand(task, located);
      return routed ? own.map((read) => ({ ...read, route: task })) : own;
    });
    const { batch, reusable } = view;
    return { view, requests, prepared: await this.encoder.prepare(batch.windows, { reads }, { reusable }) };
  }

  logits({ view, requests, prepared }: PreparedView, mode: Mode): Tensor2D[] {
    const inside = (...path: string[]): Mode =>
      mode.training ? { training: true, rng: mode.rng.fork(view.name, ...path) } : mode;
    const statesOf = this.#forward(prepared, requests, inside('encoder'));
    return requests.map(({ task, positions }) => {
      const located = positions === undefined ? undefined : view.batch.locate(positions);
      const features = this.sharing.features(statesOf(task), task, located, inside('sharing'));
      const head = this.head(task);
      const own = inside('head', task);
      const rate = this.#task(task).plan.dropout;
      const dropped =
        own.training && rate > 0 ? (dropout(features, rate, own.rng.fork('dropout')) as Tensor2D) : features;
      const logits = head.logits(dropped, own);
      return positions === undefined ? view.batch.pool(logits) : logits;
    });
  }

  dispose(): void {
    this.encoder.dispose();
    this.sharing.dispose();
    for (const module of this.modules.values()) module.dispose();
  }

  /** The states that each task reads: the same for all, or those of its own route. */
  #forward(
    prepared: PreparedBatch,
    requests: readonly TaskRequest[],
    mode: Mode,
  ): (task: string) => HiddenStates {
    if (this.sharing.routing === undefined) {
      const states = this.encoder.forward(prepared, mode);
      return () => states;
    }
    const routes = [...new Set(requests.map(({ task }) => task))];
    const states = this.encoder.forwardRoutes?.(prepared, mode, routes);
    return (task) => states?.get(task) as HiddenStates;
  }

  #task(name: string): FittedTask {
    return this.#tasks.get(name) as FittedTask;
  }
}

/** A task's copy of an encoder parameter is stepped as that would be. */
function asCopy(parameter: TrainedParameter, original: ParameterInfo | undefined): TrainedParameter {
  if (original === undefined) return parameter;
  const { layer, depth, decay } = original;
  return { ...parameter, group: 'encoder', layer, depth, decay };
}

function collectParameters(
  plan: Plan,
  encoder: EncoderInstance,
  sharing: SharingModule,
  modules: ReadonlyMap<string, AnyHeadModule>,
): TrainedParameter[] {
  const { depth } = plan.encoder.config;
  const own = (group: 'sharing' | 'heads', prefix: string, variables: AnyHeadModule['variables']) =>
    Object.entries(variables).map(
      ([name, variable]): TrainedParameter => ({
        name: `${prefix}/${name}`,
        group,
        layer: depth,
        depth,
        decay: variable.rank > 1,
        variable,
      }),
    );
  return [
    ...encoder.parameters.flatMap((parameter) =>
      parameter.trainable
        ? [
            {
              name: `encoder/${parameter.name}`,
              group: 'encoder' as const,
              layer: parameter.layer,
              depth,
              decay: parameter.decay,
              variable: parameter.value,
            },
          ]
        : [],
    ),
    ...own('sharing', 'sharing', sharing.variables).map((parameter) =>
      asCopy(parameter, sharing.copies?.[parameter.name.slice('sharing/'.length)]),
    ),
    ...[...modules].flatMap(([task, module]) => own('heads', `heads/${task}`, module.variables)),
  ];
}
