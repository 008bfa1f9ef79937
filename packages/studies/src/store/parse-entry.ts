import type { Json, JsonObject } from '@tomoni/spec';
import type { Entry } from './entries.js';

/** The entry that a line of the journal holds; `undefined` where it is none that this version knows, as another may have written. */
export function parseEntry(value: Json | undefined): Entry | undefined {
  return isObject(value) && kinds[String(value.type)]?.(value) ? (value as object as Entry) : undefined;
}

/** By type of the entry, whether it has all that is read of it. */
const kinds: Readonly<Record<string, (entry: JsonObject) => boolean>> = {
  study: ({ format, version, name }) => isText(format) && isNumber(version) && isText(name),
  plan: ({ at, plan }) =>
    isText(at) && isObject(plan) && [plan.task, plan.score, plan.baseline].every(isText),
  result: ({ trial, startedAt, seconds, worker, ...rest }) =>
    isTrial(trial) && isText(startedAt) && isNumber(seconds) && isText(worker) && isEnding(rest),
  selection: ({ arm, at, task, score, part, candidates }) =>
    [arm, at, task, score, part].every(isText) && Array.isArray(candidates),
  opening: ({ at, arm, trials }) => isText(at) && (arm === null || isText(arm)) && isNumber(trials),
};

function isTrial(value: Json | undefined): boolean {
  return (
    isObject(value) &&
    isText(value.id) &&
    isText(value.arm) &&
    isNumber(value.seed) &&
    isObject(value.parameters)
  );
}

function isEnding({ status, error, parts, history, extra }: JsonObject): boolean {
  if (status === 'failed') return isObject(error) && isText(error.message) && isText(error.code);
  return (
    status === 'done' &&
    isObject(parts) &&
    Object.values(parts).every(isPart) &&
    [history, extra].every(isPlace)
  );
}

function isPart(value: Json): boolean {
  return isObject(value) && isScores(value.scores) && isPlace(value.predictions) && isPlace(value.labels);
}

function isScores(value: Json | undefined): boolean {
  return (
    isObject(value) &&
    Object.values(value).every((own) => isObject(own) && Object.values(own).every(isNumber))
  );
}

/** Whether something is a place, or left out. */
function isPlace(value: Json | undefined): boolean {
  if (value === undefined) return true;
  return isObject(value) && isNumber(value.start) && isNumber(value.bytes) && isText(value.digest);
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: Json | undefined): boolean {
  return typeof value === 'string';
}

function isNumber(value: Json | undefined): boolean {
  return typeof value === 'number';
}
