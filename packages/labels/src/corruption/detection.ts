import {
  type Annotation,
  type Encoder,
  type Encoding,
  type FittedGenerator,
  type LabelGenerator,
  type Rng,
  TomoniError,
} from '@tomoni/spec';
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
  readonly settings: Readonly<Record<string, number>>;
  /** Alters an encoding; gives nothing, or the same tokens, where it cannot. */
  alter(encoder: Encoder | undefined): (encoding: Encoding, rng: Rng) => Encoding | undefined;
}

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
  const saved = { kind, altered, ...settings };
  const fitted = (encoder: Encoder | undefined): FittedGenerator<'original' | Label> => {
    const change = alter(encoder);
    return {
      redraws: true,
      annotate: async (encodings, rng) =>
        encodings.map((encoding, index): Annotation<'original' | Label> => {
          const own = rng.fork(index);
          const input = own.uniform() < altered ? change(encoding, own.fork('alter')) : undefined;
          if (input === undefined || sameTokens(input, encoding))
            return { label: 'original', input: encoding };
          return { label, input };
        }),
      describe: () => ({ ...saved, input: transform, labels: ['original', label] }),
      toJSON: () => saved,
    };
  };
  return {
    kind,
    altersInput: true,
    fit: async ({ encoder }) => fitted(encoder),
    restore: async (found, encoder) => {
      readSavedGenerator(kind, found, (state) =>
        Object.entries(saved).every(([name, value]) => state[name] === value),
      );
      return fitted(encoder);
    },
  };
}

function sameTokens(a: Encoding, b: Encoding): boolean {
  return a.ids.length === b.ids.length && a.ids.every((id, i) => id === b.ids[i]);
}
