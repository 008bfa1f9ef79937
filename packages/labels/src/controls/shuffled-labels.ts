import { createRng, type FittedGenerator, type Json, type LabelGenerator, TomoniError } from '@tomoni/spec';
import { isJsonObject } from '../saved/json-object.js';
import { readSavedGenerator } from '../saved/saved-generator.js';
import { textKey } from '../saved/text-key.js';

const kind = 'shuffled-labels';

type State = {
  readonly kind: typeof kind;
  readonly seed: number;
  /** Labels of the training part in a random order. */
  readonly labels: readonly Json[];
  /** Index of each training text's label, by the text's name. */
  readonly texts: Readonly<Record<string, number>>;
  /** Texts of the training part, those without a label too. */
  readonly all: number;
};

/**
 * A control: the main task's own labels, dealt out anew among the training texts, so that their distribution stays and
 * their meaning goes. A text outside the training part gets one of them at random; equal texts have equal labels.
 *
 * The labels tell nothing about a text but by chance; they do tell how often the main task's labels are.
 *
 * @typeParam Label type of the main task's labels
 * @throws TomoniError `fit`: `invalid-data` where the main task has no labels, or such as JSON cannot hold
 *
 * @example
 * ```ts
 * import { shuffledLabels } from '@tomoni/labels';
 *
 * console.log(shuffledLabels<'ham' | 'spam'>().kind); // shuffled-labels
 * ```
 */
export function shuffledLabels<Label extends Json = string>(): LabelGenerator<Label> {
  return {
    kind,
    altersInput: false,
    fit: async ({ encodings, labels, rng }) => {
      const own = rng.fork(kind);
      const present = labels.map(requireJson).filter((label) => label !== undefined);
      if (present.length === 0)
        throw new TomoniError({
          code: 'invalid-data',
          what: 'The main task has no label in the training part, so there is nothing to shuffle.',
          remedy: 'Label the main task, or use noise.',
        });
      const dealt = Array.from(own.fork('order').permutation(present.length), (i) => present[i] as Json);
      const texts: Record<string, number> = {};
      let next = 0;
      encodings.forEach((encoding, row) => {
        if (labels[row] === undefined || labels[row] === null) return;
        texts[textKey(encoding)] ??= next;
        next++;
      });
      return fitted<Label>({ kind, seed: own.integer(2 ** 32), labels: dealt, texts, all: encodings.length });
    },
    restore: async (saved) =>
      fitted<Label>(
        readSavedGenerator<State>(
          kind,
          saved,
          ({ seed, labels, texts, all }) =>
            typeof seed === 'number' &&
            Array.isArray(labels) &&
            isJsonObject(texts) &&
            typeof all === 'number',
        ),
      ),
  };
}

function requireJson(label: unknown, row: number): Json | undefined {
  if (label === undefined || label === null) return undefined;
  const text: string | undefined = JSON.stringify(label);
  if (text !== undefined && !(typeof label === 'number' && !Number.isFinite(label))) return JSON.parse(text);
  throw new TomoniError({
    code: 'invalid-data',
    what: `The main task's label ${String(label)} cannot be written as JSON.`,
    where: { row },
    remedy: 'Use labels that are texts, numbers, or lists or objects of them.',
  });
}

function fitted<Label extends Json>(state: State): FittedGenerator<Label> {
  const { seed, labels, texts, all } = state;
  const rng = createRng(seed);
  return {
    redraws: false,
    annotate: async (encodings) =>
      encodings.map((encoding) => {
        const key = textKey(encoding);
        const index = texts[key] ?? rng.fork(key).integer(labels.length);
        return { label: labels[index] as Label };
      }),
    describe: () => ({
      kind,
      labels: labels.length,
      ...(labels.every((label) => typeof label === 'string') ? { labelsByClass: countEach(labels) } : {}),
      coverage: labels.length / all,
    }),
    toJSON: () => ({ ...state, labels: [...labels], texts: { ...texts } }),
  };
}

function countEach(labels: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const label of labels) counts.set(label, (counts.get(label) ?? 0) + 1);
  return Object.fromEntries(counts);
}
