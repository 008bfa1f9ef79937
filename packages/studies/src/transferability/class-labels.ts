import { TomoniError } from '@tomoni/spec';

/** Labels as classes that are really there, numbered anew. */
export interface Classes {
  readonly count: number;
  /** Class of each text, from 0. */
  readonly of: Uint32Array;
  /** Texts of each class. */
  readonly members: readonly (readonly number[])[];
}

/**
 * Groups texts by their label; classes without a text are left out.
 *
 * @param labels whole numbers from 0
 * @throws TomoniError `invalid-data` for another number of labels than texts, a label that is no whole number from 0, or a single class
 */
export function classesOf(labels: ArrayLike<number>, texts: number): Classes {
  if (labels.length !== texts)
    throw new TomoniError({
      code: 'invalid-data',
      what: `There are ${texts} texts but ${labels.length} labels.`,
      remedy: 'Give one label per text.',
    });
  const members = new Map<number, number[]>();
  for (let text = 0; text < texts; text++) {
    const label = labels[text] as number;
    if (!Number.isInteger(label) || label < 0)
      throw new TomoniError({
        code: 'invalid-data',
        what: `The label ${label} is not a whole number from 0.`,
        where: { row: text },
        remedy: 'Give the index of the class.',
      });
    const own = members.get(label);
    if (own === undefined) members.set(label, [text]);
    else own.push(text);
  }
  if (members.size < 2)
    throw new TomoniError({
      code: 'invalid-data',
      what: 'All texts have the same label.',
      remedy: 'Give texts of at least two classes.',
    });
  const sorted = [...members].sort(([a], [b]) => a - b).map(([, own]) => own);
  const of = new Uint32Array(texts);
  sorted.forEach((own, index) => {
    for (const text of own) of[text] = index;
  });
  return { count: sorted.length, of, members: sorted };
}
