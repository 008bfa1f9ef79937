/*
 * What the builder refuses. Each sentence is a function, whose result is the run-time error and whose return type is the
 * compile error.
 */

export function mainMissing() {
  return { what: 'There is no main task.', remedy: 'Name it with .main(name, head).' } as const;
}

export function mainTaken<Main extends string>(main: Main) {
  return {
    what: `The main task is '${main}' already.`,
    remedy: 'Add further tasks with .auxiliary(name, head).',
  } as const;
}

export function severalMains() {
  return {
    what: 'There can be one main task only.',
    remedy: 'Move the others to the auxiliary tasks.',
  } as const;
}

export function nameEmpty() {
  return { what: 'The name of a task is empty.', remedy: 'Give each task a name of its own.' } as const;
}

export function nameTaken<Name extends string>(name: Name) {
  return { what: `There is a task '${name}' already.`, remedy: 'Give each task a name of its own.' } as const;
}

export function layerMissing<Layer extends number, Depth extends number>(layer: Layer, depth: Depth) {
  return {
    what: `There is no layer ${layer} in an encoder of ${depth} layers.`,
    remedy: `Give a layer from 0, the embeddings, to ${depth}.`,
  } as const;
}

export function headMissing<Name extends string>(name: Name) {
  return {
    what: `There is no task '${name}' whose head could be shared.`,
    remedy: 'Name a task that was added before.',
  } as const;
}

export function monitorMissing<Name extends string>(name: Name) {
  return {
    what: `There is no task '${name}' to monitor.`,
    remedy: 'Name a task that was added before.',
  } as const;
}

export function scoreMissing<Name extends string, Score extends string>(name: Name, score: Score) {
  return {
    what: `The task '${name}' has no score '${score}'.`,
    remedy: "Name one of the numbers that the task's head reports.",
  } as const;
}

export function weightMissing<Name extends string>(name: Name) {
  return {
    what: `The weighting names a task '${name}' that is not there.`,
    remedy: 'Name tasks that were added before.',
  } as const;
}

export function labelsDiffer() {
  return {
    what: 'The generator makes labels of another type than the head reads.',
    remedy: 'Give a head for these labels.',
  } as const;
}

export function headless(name: string) {
  return { what: `The task '${name}' has no head.`, remedy: 'Give it one, such as regression().' } as const;
}

export function notMade(method: string, given: unknown, example: string) {
  return {
    what: `${method} cannot take ${inWords(given)}.`,
    remedy: `Give what ${example} makes.`,
  } as const;
}

function inWords(given: unknown): string {
  if (given instanceof Promise) return 'a promise, which was not awaited';
  if (typeof given === 'function') return `the function ${given.name}, which was not called`;
  return typeof given === 'string'
    ? `'${given}'`
    : typeof given === 'object' && given
      ? 'this object'
      : `${given}`;
}
