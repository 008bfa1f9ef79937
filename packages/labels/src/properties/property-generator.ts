import type {
  Annotation,
  Encoder,
  Encoding,
  FittedGenerator,
  GeneratorContext,
  Json,
  JsonObject,
  LabelGenerator,
} from '@tomoni/spec';
import { requireLegal } from '../corruption/legality.js';
import {
  type InputSettings,
  type InputTransformOptions,
  inputSettings,
  inputTransform,
} from '../corruption/transform.js';
import { isJsonObject } from '../saved/json-object.js';
import { readSavedGenerator } from '../saved/saved-generator.js';

/** A property of texts that labels are made of. */
export interface Property<Label, State extends JsonObject> {
  readonly kind: string;
  /** How the input is transformed. */
  readonly input: InputTransformOptions;
  /** Further options, which a saved generator has to have been made with. */
  readonly settings: JsonObject;
  /** What the training part teaches, as plain data. */
  learn(context: GeneratorContext): State;
  /** Whether saved data are those of the kind. */
  fits(saved: JsonObject): boolean;
  /** The labels of texts, given what was learnt. */
  label(state: State): (encoding: Encoding) => Label;
  describe(state: State): JsonObject;
}

/** A generator whose labels are a property of the text as it was, whatever of it the model reads. */
export function propertyGenerator<Label, State extends JsonObject>({
  kind,
  input,
  settings: own,
  learn,
  fits,
  label,
  describe,
}: Property<Label, State>): LabelGenerator<Label> {
  if (input.input !== undefined) requireLegal(kind, 'property', input.input);
  const settings: InputSettings = inputSettings(input);
  const made: JsonObject = { ...own, ...settings };
  const fitted = (state: State, encoder: Encoder | undefined): FittedGenerator<Label> => {
    const transform = inputTransform(settings, encoder);
    const labelOf = label(state);
    return {
      redraws: settings.input !== 'none',
      annotate: async (encodings, rng) =>
        encodings.map((encoding, index): Annotation<Label> => {
          const altered = transform(encoding, rng.fork(index));
          return altered === undefined
            ? { label: labelOf(encoding) }
            : { label: labelOf(encoding), input: altered };
        }),
      describe: () => ({ kind, ...made, ...describe(state) }),
      toJSON: () => ({ kind, settings: made, learnt: state }),
    };
  };
  return {
    kind,
    altersInput: settings.input !== 'none',
    fit: async (context) => fitted(learn(context), context.encoder),
    restore: async (saved: Json, encoder) => {
      const { learnt } = readSavedGenerator<{ readonly learnt: State }>(
        kind,
        saved,
        ({ learnt: found, settings: madeWith }) =>
          isJsonObject(found) && fits(found) && JSON.stringify(madeWith) === JSON.stringify(made),
      );
      return fitted(learnt, encoder);
    },
  };
}
