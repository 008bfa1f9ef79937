import type { Encoder, TextInput } from '@tomoni/spec';
import type { SourceFor } from '../types/source.js';
import type { MultitaskBuilder } from './multitask-builder.js';
import { createPlanBuilder } from './plan-builder.js';

/** Which columns hold the input. */
export interface InputColumnOptions<Text extends string, Pair extends string> {
  /** The column that holds the text, or for an encoder over numbers the numbers. Default `text`. */
  readonly text?: Text;
  /** The column that holds the second text, where the encoder reads pairs. */
  readonly pair?: Pair;
}

type NoTasks = Readonly<Record<never, never>>;

/**
 * Begins a learner: one encoder, one main task, any number of auxiliary tasks.
 *
 * @param encoder what is fine-tuned; it keeps its own weights, as every run trains a copy
 * @param options the columns that hold the input
 *
 * @example
 * ```ts
 * import { classification, loadEncoder, multitask, ratio, regression } from 'tomoni';
 *
 * const encoder = await loadEncoder('sentence-transformers/all-MiniLM-L6-v2', { layers: 6 });
 * const learner = multitask(encoder, { text: 'title' })
 *   .main('interest', regression())
 *   .auxiliary('topic', classification(), { layer: 4 })
 *   .weighting(ratio(6, 4));
 *
 * const model = await learner.fit([
 *   { title: 'Ten ways to peel a potato', interest: 0.7, topic: 'food' },
 *   { title: 'Potato prices rise again', interest: 0.2, topic: 'economy' },
 *   { title: 'Why we love potatoes', interest: undefined, topic: 'food' },
 * ]);
 * const [prediction] = await model.predict(['Potatoes, reviewed']);
 * console.log(prediction?.interest, prediction?.topic.label);
 * ```
 */
export function multitask<
  Layers extends number,
  Input = TextInput,
  const Text extends string = 'text',
  const Pair extends string = never,
>(
  encoder: Encoder<Layers, Input>,
  options: InputColumnOptions<Text, Pair> = {},
): MultitaskBuilder<Layers, SourceFor<Input, Text, Pair>, never, NoTasks> {
  const columns = { ...options, text: options.text ?? 'text' };
  return createPlanBuilder(encoder, columns) as MultitaskBuilder<
    Layers,
    SourceFor<Input, Text, Pair>,
    never,
    NoTasks
  >;
}
