import { type Encoding, type Rng, TomoniError } from '@tomoni/spec';
import type { DataSet } from '../data/data-set.js';
import { annotate } from '../data/labels.js';
import { type JoinedText, joinWindows, spreadIds } from '../windows/join-windows.js';
import { layOutWindows, type WindowBatch } from '../windows/window-batch.js';

/** One version of a batch's input, with the labels of the tasks that read it. A batch has one view for all tasks that read the texts as they are, and one for each task whose generator alters them. */
export interface View {
  /** Empty for the texts as they are, else the name of the task. */
  readonly name: string;
  /** Whether its texts come again in another epoch, as those do not that are altered anew each time. */
  readonly reusable: boolean;
  readonly batch: WindowBatch;
  /** One label per text, by task. */
  readonly labels: ReadonlyMap<string, readonly unknown[]>;
}

/**
 * The views of some rows; labels that are drawn anew come from `rng`.
 *
 * @throws TomoniError `mismatch` where a generator gives too few labels, or changes the length of a text in windows
 */
export async function viewsOf(
  set: DataSet,
  rows: Uint32Array,
  tasks: readonly string[],
  rng: Rng,
): Promise<View[]> {
  const texts = Array.from(rows, (row) => set.texts[row] as JoinedText);
  const plain = new Map<string, readonly unknown[]>();
  const altered: View[] = [];
  for (const task of tasks) {
    const source = set.labels.get(task);
    if (source === undefined) continue;
    if (source.drawn) {
      const encodings = texts.map((text) => text.encoding);
      const annotations = await annotate(source.generator, encodings, rng.fork('annotate', task));
      const labels = annotations.map(({ label }) => label);
      const inputOf = (i: number) => annotations[i]?.input;
      if (source.altersInput) altered.push({ ...alteredView(task, texts, labels, inputOf), reusable: false });
      else plain.set(task, labels);
    } else {
      const labels = Array.from(rows, (row) => source.labels[row]);
      const { inputs } = source;
      if (inputs === undefined) plain.set(task, labels);
      else altered.push(alteredView(task, texts, labels, (i) => inputs[rows[i] as number]));
    }
  }
  return [
    ...(plain.size > 0 ? [{ name: '', reusable: true, batch: layOutWindows(texts), labels: plain }] : []),
    ...altered,
  ];
}

function alteredView(
  task: string,
  texts: readonly JoinedText[],
  labels: readonly unknown[],
  inputOf: (index: number) => Encoding | undefined,
): View {
  const changed = texts.map((text, i) => alter(text, inputOf(i) ?? text.encoding, task));
  return { name: task, reusable: true, batch: layOutWindows(changed), labels: new Map([[task, labels]]) };
}

function alter({ encoding, windows, places }: JoinedText, input: Encoding, task: string): JoinedText {
  if (places === undefined) return joinWindows([input]);
  if (input.ids.length === encoding.ids.length)
    return { encoding: input, windows: spreadIds(windows, places, input.ids), places };
  throw new TomoniError({
    code: 'mismatch',
    what: `The label generator of the task '${task}' changes the length of a text that is read in windows, from ${encoding.ids.length} to ${input.ids.length} tokens.`,
    remedy: "Cut long texts (`long: 'truncate'`), or let it keep the number of tokens.",
  });
}
