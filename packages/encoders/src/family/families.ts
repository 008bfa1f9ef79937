import { bert } from './bert.js';
import { distilbert } from './distilbert.js';
import type { Family } from './family.js';
import { camembert, roberta, xlmRoberta } from './roberta.js';

const families: ReadonlyMap<unknown, Family> = new Map(
  [bert, roberta, xlmRoberta, camembert, distilbert].map((family) => [family.modelType, family]),
);

/** The `model_type`s that can be loaded. */
export const modelTypes = [...families.keys()].join(', ');

/** The family of a `model_type`, `undefined` where it is not known. */
export function familyOf(modelType: unknown): Family | undefined {
  return families.get(modelType);
}
