import { type ParameterInfo, type ParameterSelection, TomoniError } from '@tomoni/spec';

/**
 * All parameters.
 *
 * @example
 * ```ts
 * import { all } from '@tomoni/encoders';
 *
 * console.log(all().description); // all parameters
 * ```
 */
export function all(): ParameterSelection {
  return { description: 'all parameters', includes: () => true, check: () => {} };
}

/**
 * No parameter: the encoder stays as it is, and only heads are trained.
 *
 * @example
 * ```ts
 * import { none } from '@tomoni/encoders';
 *
 * console.log(none().description); // no parameters
 * ```
 */
export function none(): ParameterSelection {
  return { description: 'no parameters', includes: () => false, check: () => {} };
}

/**
 * The layers nearest to the output.
 *
 * @param count how many; the embeddings are not among them
 * @throws TomoniError `invalid-argument` where the count is not a whole number of at least 1; `check` throws it where
 *   the encoder has fewer layers
 *
 * @example
 * ```ts
 * import { lastLayers } from '@tomoni/encoders';
 *
 * console.log(lastLayers(2).description); // the last 2 layers
 * ```
 */
export function lastLayers(count: number): ParameterSelection {
  if (!Number.isSafeInteger(count) || count < 1)
    refuse(`${count} is not a number of layers.`, 'Give a whole number of at least 1.');
  return {
    description: count === 1 ? 'the last layer' : `the last ${count} layers`,
    includes: ({ layer, depth }) => layer > Math.max(0, depth - count),
    check: (parameters) => {
      const depth = depthOf(parameters);
      if (count > depth)
        refuse(
          `The last ${count} layers of ${depth} were selected.`,
          `Give at most ${depth}, or use all() to include the embeddings.`,
        );
    },
  };
}

/**
 * Layers by number: 1 is the lowest, 0 are the embeddings.
 *
 * @throws TomoniError `invalid-argument` where no number, or something that is not one, is given; `check` throws it
 *   where the encoder has no such layer
 *
 * @example
 * ```ts
 * import { layers } from '@tomoni/encoders';
 *
 * console.log(layers(2, 12).description); // layers 2, 12
 * ```
 */
export function layers(...numbers: readonly number[]): ParameterSelection {
  if (numbers.length === 0) refuse('No layer was selected.', 'Name layers, or use none().');
  const strange = numbers.find((number) => !Number.isSafeInteger(number) || number < 0);
  if (strange !== undefined)
    refuse(`${strange} is not the number of a layer.`, 'Give whole numbers from 0 on.');
  const selected = new Set(numbers);
  return {
    description: `${selected.size === 1 ? 'layer' : 'layers'} ${[...selected].join(', ')}`,
    includes: ({ layer }) => selected.has(layer),
    check: (parameters) => {
      const depth = depthOf(parameters);
      const beyond = numbers.find((number) => number > depth);
      if (beyond !== undefined)
        refuse(`Layer ${beyond} of ${depth} was selected.`, `Give layers from 0 to ${depth}.`);
      const present = new Set(parameters.map(({ layer }) => layer));
      const empty = numbers.find((number) => !present.has(number));
      if (empty !== undefined) refuse(`Layer ${empty} has no parameters.`, 'Leave it out of the selection.');
    },
  };
}

/**
 * Layer 0: the embeddings with their normalisation.
 *
 * @throws TomoniError `check` throws `invalid-argument` where the encoder has none
 *
 * @example
 * ```ts
 * import { embeddings, except } from '@tomoni/encoders';
 *
 * console.log(except(embeddings()).description); // all but the embeddings
 * ```
 */
export function embeddings(): ParameterSelection {
  return { ...layers(0), description: 'the embeddings' };
}

/**
 * Parameters by name: a regular expression that is found in it, the whole name, or its beginning up to a dot.
 *
 * @throws TomoniError `invalid-argument` where no name is given; `check` throws it where nothing bears a name
 *
 * @example
 * ```ts
 * import { named } from '@tomoni/encoders';
 *
 * const selection = named('encoder.layer.11', /LayerNorm/);
 * console.log(selection.description); // parameters named 'encoder.layer.11', /LayerNorm/
 * ```
 */
export function named(...names: readonly (string | RegExp)[]): ParameterSelection {
  if (names.length === 0) refuse('No name was selected.', 'Give names, or use none().');
  return {
    description: `parameters named ${names.map(quote).join(', ')}`,
    includes: ({ name }) => names.some((pattern) => bears(name, pattern)),
    check: (parameters) => {
      const unknown = names.find((pattern) => !parameters.some(({ name }) => bears(name, pattern)));
      if (unknown !== undefined)
        refuse(
          `No parameter is named ${quote(unknown)}.`,
          `Give names such as '${parameters.at(-1)?.name ?? ''}'; \`encoder.parameters\` lists them.`,
        );
    },
  };
}

/**
 * Everything that another selection leaves out.
 *
 * @example
 * ```ts
 * import { except, layers } from '@tomoni/encoders';
 *
 * console.log(except(layers(1, 2)).description); // all but layers 1, 2
 * ```
 */
export function except(selection: ParameterSelection): ParameterSelection {
  return {
    description: `all but ${selection.description}`,
    includes: (parameter) => !selection.includes(parameter),
    check: (parameters) => selection.check(parameters),
  };
}

/**
 * Everything that at least one of several selections includes.
 *
 * @example
 * ```ts
 * import { embeddings, lastLayers, union } from '@tomoni/encoders';
 *
 * console.log(union(embeddings(), lastLayers(1)).description); // the embeddings and the last layer
 * ```
 */
export function union(...selections: readonly ParameterSelection[]): ParameterSelection {
  return {
    description: selections.map(({ description }) => description).join(' and ') || none().description,
    includes: (parameter) => selections.some((selection) => selection.includes(parameter)),
    check: (parameters) => {
      for (const selection of selections) selection.check(parameters);
    },
  };
}

function depthOf(parameters: readonly ParameterInfo[]): number {
  return parameters[0]?.depth ?? 0;
}

/** `search` looks from the start of the name whatever flags the expression has. */
function bears(name: string, pattern: string | RegExp): boolean {
  if (typeof pattern === 'string') return name === pattern || name.startsWith(`${pattern}.`);
  return name.search(pattern) >= 0;
}

function quote(pattern: string | RegExp): string {
  return typeof pattern === 'string' ? `'${pattern}'` : String(pattern);
}

function refuse(what: string, remedy: string): never {
  throw new TomoniError({ code: 'invalid-argument', what, remedy });
}
