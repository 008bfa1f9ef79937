import {
  type Annotation,
  createRng,
  type Encoder,
  type Encoding,
  type Json,
  type LabelGenerator,
} from '@tomoni/spec';
import { type ConformanceCase, conformanceCase } from '../cases/conformance-case.js';
import { difference } from '../cases/difference.js';
import { expect, expectSame } from '../cases/expectations.js';
import { sampleEncodings } from '../samples/sample-encodings.js';
import { sampleTexts } from '../samples/sample-texts.js';
import { countTensors } from '../tensors/count-tensors.js';
import { expectEncoding } from './encoding-consistency.js';

/** What {@link generatorConformance} tries a generator with. */
export interface GeneratorConformanceOptions<Label> {
  readonly generator: LabelGenerator<Label>;
  /** Texts to fit on and to annotate. Default: sample sentences. */
  readonly texts?: readonly string[];
  /** The encoder that reads the texts, for generators that need one. Default: none; encodings are made by {@link sampleEncodings}. */
  readonly encoder?: Encoder;
  /** The main task's labels, one per text. Default: all missing. */
  readonly labels?: readonly unknown[];
  /** Seed of the draws. Default 1. */
  readonly seed?: number;
}

/**
 * The contract of a label generator, clause by clause.
 *
 * @example
 * ```ts
 * import type { LabelGenerator } from '@tomoni/spec';
 * import { generatorConformance } from '@tomoni/testing';
 *
 * declare const mine: () => LabelGenerator<readonly number[]>;
 * declare const it: (name: string, run: () => Promise<void>) => void;
 *
 * for (const { name, run } of generatorConformance({ generator: mine() })) it(name, run);
 * ```
 */
export function generatorConformance<Label>({
  generator,
  texts = sampleTexts,
  encoder,
  labels = texts.map(() => undefined),
  seed = 1,
}: GeneratorConformanceOptions<Label>): readonly ConformanceCase[] {
  const rng = createRng(seed);
  const encodings =
    encoder === undefined ? sampleEncodings(texts) : texts.map((text) => encoder.encode(text)[0] as Encoding);
  const fit = () =>
    generator.fit({
      texts,
      encodings,
      labels,
      rng: rng.fork('fit'),
      ...(encoder === undefined ? {} : { encoder }),
    });

  return [
    conformanceCase('fit depends on its context alone', async () => {
      expect(generator.kind !== '', 'The generator has no kind.');
      expectSame((await fit()).toJSON(), (await fit()).toJSON(), 'Two fits on the same texts differ.');
    }),
    conformanceCase('annotate gives one label per encoding', async () => {
      const annotations = await (await fit()).annotate(encodings, rng.fork('draw'));
      expectSame(annotations.length, encodings.length, 'There are more or fewer annotations than encodings.');
      const missing = annotations.findIndex(({ label }) => label === undefined);
      expect(missing < 0, `Annotation ${missing} has no label.`);
    }),
    conformanceCase('annotate depends on encodings and rng alone', async () => {
      const fitted = await fit();
      const [once, again] = [
        await fitted.annotate(encodings, rng.fork('draw')),
        await fitted.annotate(encodings, rng.fork('draw')),
      ];
      expectSame(again, once, 'Equal random numbers give different annotations.');
    }),
    conformanceCase('labels are drawn anew where the generator says so, and only there', async () => {
      const fitted = await fit();
      const draws: (readonly Annotation<Label>[])[] = [];
      for (let epoch = 0; epoch < 4; epoch++)
        draws.push(await fitted.annotate(encodings, rng.fork('epoch', epoch)));
      const differ = draws.some((draw) => difference(draw, draws[0]) !== undefined);
      expect(!differ || fitted.redraws, 'Other random numbers give other labels, although redraws is false.');
      expect(
        differ || !fitted.redraws,
        'Other random numbers give the same labels, although redraws is true.',
      );
    }),
    conformanceCase('inputs are altered where the generator says so, and only there', async () => {
      const annotations = await (await fit()).annotate(encodings, rng.fork('draw'));
      const altered = annotations.filter(({ input }) => input !== undefined).length;
      const expected = generator.altersInput ? encodings.length : 0;
      expect(
        altered === expected,
        `${altered} of ${encodings.length} annotations bring an input, although altersInput is ${generator.altersInput}.`,
      );
    }),
    conformanceCase('altered inputs are whole encodings, and special tokens stay', async () => {
      const annotations = await (await fit()).annotate(encodings, rng.fork('draw'));
      annotations.forEach(({ input }, i) => {
        if (input === undefined) return;
        expectEncoding(input, `Input ${i}`);
        expectSame(
          specialIds(input),
          specialIds(encodings[i] as Encoding),
          `Input ${i} has other special tokens than its text.`,
        );
      });
    }),
    conformanceCase('annotate leaves the encodings as they are', async () => {
      const before = structuredClone(encodings);
      await (await fit()).annotate(encodings, rng.fork('draw'));
      expectSame(encodings, before, 'annotate writes into the encodings.');
    }),
    conformanceCase('toJSON survives JSON, and a restored generator annotates the same', async () => {
      const fitted = await fit();
      const saved = fitted.toJSON();
      const read = JSON.parse(JSON.stringify(saved)) as Json;
      expectSame(read, saved, 'What toJSON gives changes on its way through JSON.');
      const restored = await generator.restore(read, encoder);
      expectSame(restored.toJSON(), saved, 'The restored generator saves something else.');
      expectSame(restored.redraws, fitted.redraws, 'The restored generator draws otherwise.');
      expectSame(
        await restored.annotate(encodings, rng.fork('draw')),
        await fitted.annotate(encodings, rng.fork('draw')),
        'The restored generator annotates otherwise.',
      );
    }),
    conformanceCase('segments lie in their texts, in order and apart', async () => {
      const segments = await (await fit()).segments?.(texts);
      if (segments === undefined) return;
      expectSame(segments.length, texts.length, 'There are more or fewer lists of segments than texts.');
      segments.forEach((spans, i) => {
        let end = 0;
        for (const span of spans) {
          expect(
            span.start >= end && span.end > span.start && span.end <= (texts[i] as string).length,
            `The segment ${span.start} to ${span.end} of text ${i} is empty, overlaps the one before, or leaves the text.`,
          );
          end = span.end;
        }
      });
    }),
    conformanceCase('describe gives JSON', async () => {
      const described = (await fit()).describe();
      expectSame(
        JSON.parse(JSON.stringify(described)),
        described,
        'What describe gives changes on its way through JSON.',
      );
    }),
    conformanceCase('fit and annotate leave no tensors behind', async () => {
      const { tensors } = await countTensors(async () => (await fit()).annotate(encodings, rng.fork('draw')));
      expect(tensors === 0, `They leave ${tensors} tensors behind.`);
    }),
  ];
}

function specialIds({ ids, special }: Encoding): number[] {
  return Array.from(ids).filter((_, i) => special[i] === 1);
}
