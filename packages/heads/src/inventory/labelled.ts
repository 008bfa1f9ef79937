import { TomoniError } from '@tomoni/spec';

const remedy = 'Correct the row, or leave its label out.';

/**
 * The labels that are there.
 *
 * @param check says what is wrong with a label, `undefined` where nothing is
 * @throws TomoniError `invalid-data` where a label is wrong or none is there
 */
export function labelled<Label>(
  labels: readonly (Label | undefined)[],
  check: (label: Label) => string | undefined,
): Label[] {
  const present: Label[] = [];
  labels.forEach((label, row) => {
    if (label === undefined) return;
    const wrong = check(label);
    if (wrong !== undefined)
      throw new TomoniError({ code: 'invalid-data', what: wrong, where: { row }, remedy });
    present.push(label);
  });
  if (present.length === 0)
    throw new TomoniError({
      code: 'invalid-data',
      what: 'The training part holds no label to learn from.',
      remedy: 'Check the name of the label column, or leave the task out.',
    });
  return present;
}

/**
 * Checks the labels of a batch.
 *
 * @throws TomoniError `invalid-data` where a label is wrong
 */
export function requireLabels<Label>(
  labels: readonly (Label | undefined)[],
  check: (label: Label) => string | undefined,
): void {
  for (const label of labels) {
    const wrong = label === undefined ? undefined : check(label);
    if (wrong !== undefined) throw new TomoniError({ code: 'invalid-data', what: wrong, remedy });
  }
}
