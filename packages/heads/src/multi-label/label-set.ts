import { checkName, type Inventory } from '../inventory/inventory.js';
import { quoted } from '../inventory/wording.js';

/** Says in one sentence what is wrong with the labels of a text, `undefined` where nothing is. */
export function checkLabelSet(set: unknown, classes: Inventory<string> | undefined): string | undefined {
  if (!Array.isArray(set)) return `The label ${quoted(set)} is not a list of labels.`;
  const twice = set.find((label, index) => set.indexOf(label) !== index);
  if (twice !== undefined) return `The label ${quoted(twice)} is given twice to one text.`;
  const odd = set.find((label) => typeof label !== 'string');
  if (odd !== undefined) return `The label ${quoted(odd)} is not a text.`;
  return set.map((label) => (classes ? classes.check(label) : checkName(label))).find(Boolean);
}
