import { type AttentionMap, type AttentionReading, attentionOf, none } from '@tomoni/encoders';
import { requireKnownOptions } from '@tomoni/spec';
import { encodeTexts } from '../data/encode-texts.js';
import { requireInputs } from '../data/inputs.js';
import { truncationNotice } from '../data/truncation-notice.js';
import { networkOf } from '../model/network-model.js';
import type { AnyEncoder } from '../plan/plan.js';
import { collectNotices } from '../run/collect-notices.js';
import type { AnyModel } from './any-model.js';

/** Which attention is read of a model or an encoder. */
export interface AttentionMapsOptions extends AttentionReading {
  /** Whose encoder is read, where sharing gives tasks encoders of their own. Default: the main task. */
  readonly task?: string;
  readonly signal?: AbortSignal;
  /** Called with what should be known of the result, such as texts that were cut because they are too long. */
  readonly notice?: (message: string) => void;
}

/**
 * How much one layer of a model, or of an encoder before training, attends to each token of some texts: by default the
 * last layer's first token, the arithmetic mean over the heads. One map per text, in order; a text that the model reads
 * in windows gives one map per window.
 *
 * @throws TomoniError `invalid-data` where a text cannot be read, `invalid-argument` where there is no such layer, head or
 * token, where the encoder has no attention, or where the model was disposed of
 *
 * @example
 * ```ts
 * import { attentionMaps, type TrainedModel } from '@tomoni/training';
 *
 * async function mostAttended(model: TrainedModel, text: string) {
 *   const [map] = await attentionMaps(model, [text]);
 *   const most = map?.weights.indexOf(Math.max(...map.weights)) ?? 0;
 *   return map?.tokens[most];
 * }
 * ```
 */
export async function attentionMaps(
  source: AnyModel | AnyEncoder,
  texts: readonly unknown[],
  options: AttentionMapsOptions = {},
): Promise<AttentionMap[]> {
  requireKnownOptions('attentionMaps()', options, ['task', 'signal', 'notice', 'layer', 'head', 'query']);
  const { task, signal, notice, ...reading } = options;
  if ('instantiate' in source) return ofEncoder(source, texts, reading);
  const { encoder, tasks } = networkOf(source);
  const { plan } = source;
  const inputs = requireInputs(texts, plan.columns);
  const place = { name: 'input', where: (row: number) => ({ row }) };
  const { result: joined } = await collectNotices(encodeTexts(plan, tasks, inputs, place, signal));
  const cut = truncationNotice(place.name, joined);
  if (cut !== undefined) notice?.(cut);
  const windows = joined.flatMap((text) => text.windows);
  return attentionOf(encoder, windows, { route: task ?? plan.main, ...reading });
}

async function ofEncoder(
  encoder: AnyEncoder,
  texts: readonly unknown[],
  reading: AttentionReading,
): Promise<AttentionMap[]> {
  const encodings = texts.flatMap((text) => encoder.encode(text));
  const instance = encoder.instantiate({ trainable: none(), cache: false });
  try {
    return await attentionOf(instance, encodings, reading);
  } finally {
    instance.dispose();
  }
}
