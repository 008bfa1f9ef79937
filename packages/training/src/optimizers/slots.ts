import type { Tensor, Variable } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { type HostTensor, type NamedHostTensors, TomoniError } from '@tomoni/spec';
import type { TrainedParameter } from './optimizer.js';

/** What an optimizer remembers of one parameter. */
export interface Slots<Kind extends string> {
  readonly parameter: TrainedParameter;
  /** How often the parameter was stepped. */
  steps: number;
  /** Running averages of the parameter's shape, by kind. */
  readonly values: Readonly<Record<Kind, Variable>>;
}

/** Slots of all parameters, at 0. */
export function createSlots<Kind extends string>(
  parameters: readonly TrainedParameter[],
  kinds: readonly Kind[],
): readonly Slots<Kind>[] {
  const zeros = ({ variable }: TrainedParameter) =>
    tf.tidy(() => tf.variable(tf.zeros(variable.shape), false));
  return parameters.map((parameter) => ({
    parameter,
    steps: 0,
    values: Object.fromEntries(kinds.map((kind) => [kind, zeros(parameter)])) as Record<Kind, Variable>,
  }));
}

/** Slots as tensors of a checkpoint: `<parameter>.<kind>`, and `<parameter>.steps` as one integer. */
export async function saveSlots<Kind extends string>(
  slots: readonly Slots<Kind>[],
): Promise<NamedHostTensors> {
  const saved = new Map<string, HostTensor>();
  for (const { parameter, steps, values } of slots) {
    saved.set(`${parameter.name}.steps`, { shape: [], data: Int32Array.of(steps) });
    for (const [kind, variable] of Object.entries<Variable>(values))
      saved.set(`${parameter.name}.${kind}`, {
        shape: variable.shape,
        data: (await variable.data<'float32'>()).slice(),
      });
  }
  return saved;
}

/** Takes up what {@link saveSlots} gave. */
export function restoreSlots<Kind extends string>(
  slots: readonly Slots<Kind>[],
  saved: NamedHostTensors,
): void {
  const expected = new Map<string, readonly number[]>(
    slots.flatMap(({ parameter, values }) => [
      [`${parameter.name}.steps`, []] as const,
      ...Object.keys(values).map((kind) => [`${parameter.name}.${kind}`, parameter.variable.shape] as const),
    ]),
  );
  for (const [name, shape] of expected) checkSaved(name, shape, saved.get(name));
  for (const name of saved.keys())
    if (!expected.has(name))
      throw mismatch(`The optimizer's state '${name}' belongs to no trained parameter.`);

  for (const slot of slots) {
    const { name } = slot.parameter;
    slot.steps = saved.get(`${name}.steps`)?.data[0] ?? 0;
    for (const [kind, variable] of Object.entries<Variable>(slot.values)) {
      const { data, shape } = saved.get(`${name}.${kind}`) as HostTensor;
      tf.tidy(() => variable.assign(tf.tensor(data, [...shape], 'float32')));
    }
  }
}

/** Frees the slots. */
export function disposeSlots<Kind extends string>(slots: readonly Slots<Kind>[]): void {
  for (const { values } of slots) for (const variable of Object.values<Variable>(values)) variable.dispose();
}

/** The slots that have a gradient, each counted as stepped once more. */
export function beginStep<Kind extends string>(
  slots: readonly Slots<Kind>[],
  gradients: readonly (Tensor | null)[],
): { readonly slot: Slots<Kind>; readonly gradient: Tensor }[] {
  const stepped = slots.flatMap((slot, i) => {
    const gradient = gradients[i];
    return gradient ? [{ slot, gradient }] : [];
  });
  for (const { slot } of stepped) slot.steps++;
  return stepped;
}

/** Calls `step` for each slot that has a gradient, within a tidy of its own. */
export function stepEach<Kind extends string>(
  slots: readonly Slots<Kind>[],
  gradients: readonly (Tensor | null)[],
  step: (slot: Slots<Kind>, gradient: Tensor) => void,
): void {
  for (const { slot, gradient } of beginStep(slots, gradients)) tf.tidy(() => step(slot, gradient));
}

function checkSaved(name: string, shape: readonly number[], tensor: HostTensor | undefined): void {
  if (tensor === undefined) throw mismatch(`The optimizer's state '${name}' is not in the checkpoint.`);
  if (tensor.shape.join() !== shape.join())
    throw mismatch(
      `The optimizer's state '${name}' has the shape [${tensor.shape.join(', ')}] in the checkpoint, not [${shape.join(', ')}].`,
    );
}

function mismatch(what: string): TomoniError {
  return new TomoniError({
    code: 'mismatch',
    what,
    remedy: 'Go on with the optimizer, the tasks and the trained layers with which the run was begun.',
  });
}
