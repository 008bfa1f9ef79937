import { type ErrorLocation, type Json, type JsonObject, TomoniError } from '@tomoni/spec';
import type { Activation } from '../operations/activation.js';

/** Names that configuration files use for activations. */
const activationNames: Readonly<Record<string, Activation>> = {
  gelu: 'gelu',
  gelu_python: 'gelu',
  gelu_new: 'gelu_tanh',
  gelu_pytorch_tanh: 'gelu_tanh',
  relu: 'relu',
  silu: 'silu',
  swish: 'silu',
  tanh: 'tanh',
};

/** The name of an activation in configuration files. */
export function activationName(activation: Activation): string {
  return activation === 'gelu_tanh' ? 'gelu_pytorch_tanh' : activation;
}

/** Reads the fields of a configuration file and refuses what a transformer cannot have. */
export class ConfigReader {
  readonly json: JsonObject;
  readonly where: ErrorLocation;

  constructor(json: JsonObject, where: ErrorLocation) {
    this.json = json;
    this.where = where;
  }

  /** A whole number of at least `minimum`. */
  count(field: string, fallback?: number, minimum = 1): number {
    return this.#number(
      field,
      fallback,
      `a whole number of at least ${minimum}`,
      (value) => Number.isSafeInteger(value) && value >= minimum,
    );
  }

  /** A probability below 1. */
  rate(field: string, fallback: number): number {
    return this.#number(field, fallback, 'a number in [0, 1)', (value) => value >= 0 && value < 1);
  }

  /** A number above 0. */
  positive(field: string, fallback: number): number {
    return this.#number(field, fallback, 'a number above 0', (value) => Number.isFinite(value) && value > 0);
  }

  /** The name of an activation. */
  activation(field: string): Activation {
    const value = this.json[field] ?? 'gelu';
    const activation =
      typeof value === 'string' && Object.hasOwn(activationNames, value) ? activationNames[value] : undefined;
    return activation ?? this.#refuse(field, value, `one of ${Object.keys(activationNames).join(', ')}`);
  }

  /** Refuses a field that asks for something other than what is supported. */
  demand(field: string, supported: Json): void {
    const value = this.json[field] ?? supported;
    if (value !== supported) this.#refuse(field, value, JSON.stringify(supported));
  }

  #number(
    field: string,
    fallback: number | undefined,
    expected: string,
    fits: (value: number) => boolean,
  ): number {
    const value = this.json[field] ?? fallback ?? null;
    return typeof value === 'number' && fits(value) ? value : this.#refuse(field, value, expected);
  }

  #refuse(field: string, value: Json, expected: string): never {
    throw new TomoniError({
      code: 'mismatch',
      what: `The configuration has ${JSON.stringify(value)} for '${field}' where ${expected} is supported.`,
      where: this.where,
      remedy: 'Use another model, or correct the file.',
    });
  }
}
