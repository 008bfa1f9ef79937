import {
  type Annotation,
  type Encoder,
  type Encoding,
  type FittedGenerator,
  type LabelGenerator,
  type Rng,
  TomoniError,
} from '@tomoni/spec';
import { isJsonObject } from '../saved/json-object.js';
import { readSavedGenerator } from '../saved/saved-generator.js';
import { type InputTransform, type LabelOutput, requireLegal } from './legality.js';

/** A way to alter texts that a model is to notice. */
export interface Detection<Label extends string> {
  readonly kind: string;
  readonly output: LabelOutput;
  /** What is done to altered texts. */
  readonly input: InputTransform;
  /** Label of altered texts. */
  readonly label: Label;
  /** Share of the texts that is altered. */
  readonly altered: number;
  /** Further options, which a saved generator has to have been made with. */
  readonly settings: Readonly<Record<string, number | string>>;
  /** Alters an encoding; gives nothing, or the same tokens, where it cannot. */
  alter(encoder: Encoder | undefined): (encoding: Encoding, rng: Rng) => Encoding | undefined;
}

/** Training texts, and those of them that one draw altered: for people alone. */
type Facts = { readonly texts: number; readonly altered: number };

/** A generator that alters some texts and labels which. */
export function detection<Label extends string>({
  kind,
  output,
  input: transform,
  label,
  altered,
  settings,
  alter,
}: Detection<Label>): LabelGenerator<'original' | Label> {
  requireLegal(kind, output, transform);
  if (!(altered > 0 && altered < 1))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The share ${altered} of altered texts is not in (0, 1), so there would be one class.`,
    });
  const made = { altered, ...settings };
  const drawer = (encoder: Encoder | undefined) => {
    const change = alter(encoder);
    return (encodings: readonly Encoding[], rng: Rng) =>
      encodings.map((encoding, index): Annotation<'original' | Label> => {
        const own = rng.fork(index);
        const input = own.uniform() < altered ? change(encoding, own.fork('alter')) : undefined;
        if (input === undefined || sameTokens(input, encoding)) return { label: 'original', input: encoding };
        return { label, input };
      });
  };
  const fitted = (draw: ReturnType<typeof drawer>, learnt: Facts): FittedGenerator<'original' | Label> => ({
    redraws: true,
    annotate: async (encodings, rng) => draw(encodings, rng),
    describe: () => ({
      kind,
      ...made,
      input: transform,
      labels: learnt.texts,
      labelsByClass: { original: learnt.texts - learnt.altered, [label]: learnt.altered },
      coverage: 1,
    }),
    toJSON: () => ({ kind, settings: made, learnt }),
  });
  return {
    kind,
    altersInput: true,
    fit: async ({ encodings, encoder, rng }) => {
      const draw = drawer(encoder);
      const drawn = draw(encodings, rng.fork(kind));
      const changed = drawn.filter((one) => one.label === label).length;
      return fitted(draw, { texts: encodings.length, altered: changed });
    },
    restore: async (found, encoder) => {
      const { learnt } = readSavedGenerator<{ readonly learnt: Facts }>(
        kind,
        found,
        (state) => JSON.stringify(state.settings) === JSON.stringify(made) && isJsonObject(state.learnt),
      );
      return fitted(drawer(encoder), learnt);
    },
  };
}

function sameTokens(a: Encoding, b: Encoding): boolean {
  return a.ids.length === b.ids.length && a.ids.every((id, i) => id === b.ids[i]);
}
