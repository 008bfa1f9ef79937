import { TomoniError } from '@tomoni/spec';

/** The classes of the training part, and that of each of its texts. */
export interface TextClasses {
  /** Sorted: numbers by size, then texts. */
  readonly names: readonly string[];
  /** Index of each text's class; −1 where its label is missing. */
  readonly ofText: Int32Array;
}

/**
 * The classes that texts belong to by their labels of the main task.
 *
 * @throws TomoniError `invalid-data` where a label is not a class
 */
export function textClasses(labels: readonly unknown[]): TextClasses {
  const texts = labels.map((label, row) => {
    if (label === undefined || label === null) return undefined;
    if (typeof label === 'string' || typeof label === 'boolean' || Number.isInteger(label)) return label;
    throw new TomoniError({
      code: 'invalid-data',
      what: `The main task's label ${JSON.stringify(label)} is not a class.`,
      where: { row },
      remedy: "Use the scheme 'all-phrase', which needs no classes, or cut the labels into classes.",
    });
  });
  const present = new Set(texts.filter((label) => label !== undefined));
  const numbers = [...present].filter((label) => typeof label === 'number').sort((a, b) => a - b);
  const others = [...present].filter((label) => typeof label !== 'number').map(String);
  const names = [...new Set([...numbers.map(String), ...others.sort()])];
  const index = new Map(names.map((name, i) => [name, i]));
  return {
    names,
    ofText: Int32Array.from(texts, (label) =>
      label === undefined ? -1 : (index.get(String(label)) as number),
    ),
  };
}
