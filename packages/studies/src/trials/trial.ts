import { createHash } from 'node:crypto';
import { findNotJson, type JsonObject, TomoniError, type TrialSpec } from '@tomoni/spec';
import { canonicalJson } from './canonical-json.js';

/** A trial before it has a name. */
export type TrialDraft<Parameters extends JsonObject = JsonObject> = Omit<TrialSpec<Parameters>, 'id'>;

/**
 * Names a trial: a readable beginning from its arm and a digest of all that stands in it, so that equal trials have equal
 * names in every study, and one that is edited is another trial.
 *
 * @throws TomoniError `invalid-argument` where the arm has no name, seed or fold are not whole numbers from 0 on, or the
 *   parameters are not plain JSON, naming the place
 *
 * @example
 * ```ts
 * import { trial } from '@tomoni/studies';
 *
 * const trials = [1, 2, 3].map((seed) => trial({ arm: 'large', seed, parameters: { width: 384 } }));
 * console.log(trials[0]?.id); // large-… and 16 hexadecimal digits
 * ```
 */
export function trial<Parameters extends JsonObject>(draft: TrialDraft<Parameters>): TrialSpec<Parameters> {
  const { arm, seed, fold, parameters, needs, preparation } = draft;
  requireName(arm);
  requireWhole('seed', seed, arm);
  if (fold !== undefined) requireWhole('fold', fold, arm);
  requirePlain(parameters, arm);
  const named = {
    arm,
    seed,
    ...(fold !== undefined && { fold }),
    parameters,
    ...(needs !== undefined && { needs }),
    ...(preparation === true && { preparation }),
  };
  const digest = createHash('sha256').update(canonicalJson(named)).digest('hex').slice(0, 16);
  return { id: `${slug(arm)}${digest}`, ...named };
}

/** Letters and digits of the arm, for whoever looks into the study's folder; nothing where it has none of these. */
function slug(arm: string): string {
  const words = arm.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words.length === 0 ? 'trial-' : `${words.join('-').slice(0, 40)}-`;
}

function requireName(arm: string): void {
  if (arm.trim() !== '') return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: 'The arm of a trial has no name.',
    remedy: 'Name what the trial stands for, such as the subset of tasks.',
  });
}

function requireWhole(what: 'seed' | 'fold', value: number, arm: string): void {
  if (Number.isSafeInteger(value) && value >= 0) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `The ${what} of a trial of '${arm}' is ${value}, which is not a whole number from 0 on.`,
    remedy: `Give a ${what} such as 1.`,
  });
}

function requirePlain(parameters: JsonObject, arm: string): void {
  const place = findNotJson(parameters, 'parameters');
  if (place === undefined) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `The parameters of a trial of '${arm}' are not plain JSON: ${place}.`,
    remedy: 'Give what names it instead, and let the function that runs the trial make the rest of that.',
  });
}
