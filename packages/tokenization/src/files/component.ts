import { type Json, type JsonObject, TomoniError } from '@tomoni/spec';

/** Whether a JSON value is an object. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

/** Reads the settings of one component of a `tokenizer.json`: a normaliser, a pre-tokeniser, a model. */
export class Component {
  readonly #settings: JsonObject;
  /** What the component is, such as `normalizer`. */
  readonly role: string;

  constructor(value: Json | undefined, role: string) {
    if (!isObject(value)) throw refusal(`The ${role} of tokenizer.json is not an object.`);
    this.#settings = value;
    this.role = role;
  }

  get type(): string {
    return this.text('type', '');
  }

  get settings(): JsonObject {
    return this.#settings;
  }

  text(key: string, standard?: string): string {
    return this.#read(key, standard, (value): value is string => typeof value === 'string', 'a text');
  }

  flag(key: string, standard?: boolean): boolean {
    return this.#read(
      key,
      standard,
      (value): value is boolean => typeof value === 'boolean',
      'true or false',
    );
  }

  count(key: string, standard?: number): number {
    return this.#read(
      key,
      standard,
      (value): value is number => typeof value === 'number' && Number.isInteger(value) && value >= 0,
      'a whole number',
    );
  }

  list(key: string): readonly Json[] {
    return this.#read(key, undefined, isList, 'a list');
  }

  object(key: string): JsonObject {
    return this.#read(key, undefined, isObject, 'an object');
  }

  /** The components of a list, such as those of a sequence. */
  parts(key: string): Component[] {
    return this.list(key).map((part) => new Component(part, this.role));
  }

  /** The error for a type that is not known. */
  unknown(): TomoniError {
    return refusal(`The ${this.role} '${this.type}' of tokenizer.json is not supported.`);
  }

  /** The error for a setting that is missing or of the wrong kind. */
  unfit(key: string, expected: string): TomoniError {
    const type = this.#settings.type;
    return refusal(
      `The setting '${key}' of the ${this.role}${typeof type === 'string' ? ` '${type}'` : ''} in tokenizer.json is not ${expected}.`,
    );
  }

  #read<Value extends Json>(
    key: string,
    standard: Value | undefined,
    fits: (value: Json) => value is Value,
    expected: string,
  ): Value {
    const value = this.#settings[key] ?? standard;
    if (value === undefined || !fits(value)) throw this.unfit(key, expected);
    return value;
  }
}

function refusal(what: string): TomoniError {
  return new TomoniError({
    code: 'malformed-file',
    what,
    where: { file: 'tokenizer.json' },
    remedy: 'Save the tokenizer again with Python tokenizers, or use a vocab.txt.',
  });
}
