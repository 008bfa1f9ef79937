import type { Tensor, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { type NamedVariables, requireKnownOptions, type Sharing } from '@tomoni/spec';
import { dense, denseSpecs } from '../contract/dense.js';
import type { Memo } from '../contract/memo.js';
import { requireRate, requireWidths } from '../contract/options.js';
import type { VariableSpec, VariableSpecs } from '../contract/variables.js';
import { columnsOf, requireColumns } from './columns.js';
import { type FeatureNetwork, featureSharing } from './feature-network.js';

/** The columns of {@link crossStitch}, and their units. */
export interface CrossStitchOptions {
  /** Width of each layer of a column. Default: two layers as wide as the encoder. */
  readonly widths?: readonly number[];
  /** What a unit takes of a task's own column at first; the rest comes from the other columns in equal parts. Default 0.9. */
  readonly own?: number;
  /** Whether each channel has a unit of its own. Default `false`. */
  readonly channelwise?: boolean;
  /** Tasks that have a column. Default: those of the plan; a model of some of its tasks names all, as it needs their columns. */
  readonly columns?: readonly string[];
}

/**
 * Cross-stitch units between columns of dense layers, one column per task, over the vectors that heads read: after each
 * layer, a task goes on with a learned linear combination of all columns.
 *
 * The columns stand on the encoder, not in its place: as many encoders as tasks would have to be run for every task.
 * Source: Misra et al., "Cross-stitch Networks for Multi-task Learning", CVPR 2016.
 *
 * @throws TomoniError `invalid-argument` where an option is out of its range; before training, where tasks read layers of
 *   different widths, or a task has no column
 *
 * @example
 * ```ts
 * import { crossStitch } from '@tomoni/encoders';
 *
 * const sharing = crossStitch({ widths: [256, 128] });
 * console.log(sharing.kind); // cross-stitch
 * ```
 */
export function crossStitch(options: CrossStitchOptions = {}): Sharing {
  requireKnownOptions('crossStitch()', options, ['widths', 'own', 'channelwise', 'columns']);
  const { widths, own = 0.9, channelwise = false, columns } = options;
  requireWidths(widths, 'a column');
  requireRate(1 - own, 'What a unit takes of the other columns');
  requireColumns(columns);
  return {
    ...featureSharing({
      kind: 'cross-stitch',
      options: {
        own,
        channelwise,
        ...(widths === undefined ? {} : { widths: [...widths] }),
        ...(columns === undefined ? {} : { columns: [...columns] }),
      },
      network: (input, plan) =>
        stitched(input, columnsOf(plan, columns), widths ?? [input, input], own, channelwise),
    }),
    reduced: (tasks) => crossStitch({ ...options, columns: columns ?? tasks }),
  };
}

function stitched(
  input: number,
  tasks: readonly string[],
  widths: readonly number[],
  own: number,
  channelwise: boolean,
): FeatureNetwork {
  const column = (task: string) => `columns.${task}`;
  const unit = (layer: number, task: string) => `stitches.${layer}.${task}`;
  const specs: VariableSpecs = {
    ...Object.assign({}, ...tasks.map((task) => denseSpecs(column(task), input, widths))),
    ...Object.fromEntries(
      widths.flatMap((width, layer) =>
        tasks.map((task): [string, VariableSpec] => {
          const spec = unitSpec(tasks, task, own, channelwise ? width : 1);
          return [unit(layer, task), layer === widths.length - 1 ? { ...spec, task } : spec];
        }),
      ),
    ),
  };
  function apply(x: Tensor2D, task: string, variables: NamedVariables, memo: Memo): Tensor2D {
    /** A layer of a column, before its unit. */
    const layerOf = (layer: number, member: string): Tensor2D =>
      memo.get(`${column(member)}.${layer}`, () =>
        dense(layer === 0 ? x : combined(layer - 1, member), variables, column(member), layer),
      );
    const combined = (layer: number, member: string): Tensor2D =>
      memo.get(unit(layer, member), () => {
        const flat = variables[unit(layer, member)] as Tensor;
        const shares = tf.split(tf.reshape(flat, [tasks.length, flat.size / tasks.length]), tasks.length);
        const terms = tasks.map((other, i) => tf.mul(layerOf(layer, other), shares[i] as Tensor) as Tensor2D);
        return tf.addN(terms);
      });
    return tf.clone(combined(widths.length - 1, task));
  }
  return { variables: specs, width: widths.at(-1) as number, apply };
}

/** What a task takes of each column: `[tasks · width]`, column by column; flat, as weight decay has no place here. */
function unitSpec(tasks: readonly string[], task: string, own: number, width: number): VariableSpec {
  const shape = [tasks.length * width];
  const share = tasks.length === 1 ? 0 : (1 - own) / (tasks.length - 1);
  return {
    shape,
    initial: () =>
      Float32Array.from({ length: tasks.length * width }, (_, i) =>
        tasks[Math.floor(i / width)] === task ? (tasks.length === 1 ? 1 : own) : share,
      ),
  };
}
