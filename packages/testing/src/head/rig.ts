import * as tf from '@tensorflow/tfjs';
import {
  createRng,
  type Encoding,
  type FittedHead,
  type Head,
  type HeadModule,
  type MeterBatch,
  type Mode,
  type Positions,
  type Rng,
} from '@tomoni/spec';
import { expect } from '../cases/expectations.js';
import { sampleEncodings } from '../samples/sample-encodings.js';
import { sampleTexts } from '../samples/sample-texts.js';
import type { HeadConformanceOptions } from './options.js';

/** A head with labels, texts and features to try it with. Rows are indices of labels. */
export interface HeadRig<Label, Prediction, Scores extends object> {
  readonly head: Head<Label, Prediction, Scores>;
  readonly wrongLabels: readonly Label[];
  /** Rows that have a label, at least four. */
  readonly labelled: readonly number[];
  readonly labels: readonly (Label | undefined)[];
  encodings(rows: readonly number[]): Encoding[];
  fit(): FittedHead<Label, Prediction, Scores>;
  /** Builds a module, lets `use` try it, and disposes of it; fails where that disposes of what was borrowed. */
  withModule<T>(
    use: (module: HeadModule<Label, Prediction, Scores>) => T | Promise<T>,
    fitted?: FittedHead<Label, Prediction, Scores>,
    seed?: number,
  ): Promise<T>;
  /** Features of the rows' texts, or of positions in them: `[rows or positions, width]`. */
  features(rows: readonly number[], positions?: Positions): tf.Tensor2D;
  readonly rng: Rng;
}

export const evaluating: Mode = { training: false };

export function headRig<Label, Prediction, Scores extends object>({
  head,
  labels,
  encodings,
  wrongLabels = [],
  width = 8,
  vocabulary,
  tokenEmbeddings,
  pretrained = new Map(),
  seed = 1,
}: HeadConformanceOptions<Label, Prediction, Scores>): HeadRig<Label, Prediction, Scores> {
  const samples = sampleEncodings(sampleTexts);
  const texts = labels.map(
    (_, row) => (encodings ?? samples)[row % (encodings ?? samples).length] as Encoding,
  );
  const labelled = [...labels.keys()].filter((row) => labels[row] !== undefined);
  expect(
    labelled.length >= 4,
    `headConformance was given ${labelled.length} labels; it needs at least four.`,
  );
  const rng = createRng(seed);
  const vector = (row: number, column: number) => {
    const own = rng.fork('feature', row, column);
    return Array.from({ length: width }, () => own.normal());
  };
  const fit = () => head.fit(labels);
  return {
    head,
    wrongLabels,
    labelled,
    labels,
    encodings: (rows) => rows.map((row) => texts[row] as Encoding),
    fit,
    withModule: async (use, fitted = fit(), buildSeed = seed) => {
      const embeddings =
        tokenEmbeddings && tf.tensor2d(tokenEmbeddings.data, tokenEmbeddings.shape as [number, number]);
      const module = fitted.build({
        task: 'task',
        width,
        rng: createRng(buildSeed),
        pretrained,
        ...(vocabulary === undefined ? {} : { vocabulary }),
        ...(embeddings === undefined ? {} : { tokenEmbeddings: embeddings }),
      });
      try {
        return await use(module);
      } finally {
        module.dispose();
        const taken = embeddings?.isDisposed === true;
        embeddings?.dispose();
        expect(!taken, 'The head has disposed of the token embeddings, which were borrowed.');
      }
    },
    features: (rows, positions) => {
      const places = positions
        ? Array.from(
            positions.rows,
            (row, i) => [rows[row] as number, positions.columns[i] as number] as const,
          )
        : rows.map((row) => [row, -1] as const);
      return tf.tensor2d(Float32Array.from(places.flatMap(([row, column]) => vector(row, column))), [
        places.length,
        width,
      ]);
    },
    rng,
  };
}

/** Sum of losses and weight of some rows, those in `missing` without their label. */
export async function lossOf<Label, Prediction, Scores extends object>(
  rig: HeadRig<Label, Prediction, Scores>,
  module: HeadModule<Label, Prediction, Scores>,
  rows: readonly number[],
  missing: readonly number[] = [],
): Promise<{ readonly loss: number; readonly weight: number }> {
  const labels = rows.map((row) => (missing.includes(row) ? undefined : rig.labels[row]));
  const batch = module.collate(labels, rig.encodings(rows));
  if (batch.positions?.rows.length === 0) return { loss: 0, weight: batch.weight };
  const loss = tf.tidy(() =>
    module.loss(module.logits(rig.features(rows, batch.positions), evaluating), batch),
  );
  const [value] = await loss.data();
  loss.dispose();
  return { loss: value as number, weight: batch.weight };
}

/** The positions that a head wants to decode, `undefined` for heads that read texts. */
export function positionsOf<Label, Prediction, Scores extends object>(
  rig: HeadRig<Label, Prediction, Scores>,
  module: HeadModule<Label, Prediction, Scores>,
  rows: readonly number[],
): Positions | undefined {
  if (rig.head.reads.over === 'texts') return undefined;
  return module.positions?.(
    rig.encodings(rows),
    rows.map((row) => rig.labels[row]),
  );
}

/** Predictions for some rows. */
export async function predictionsOf<Label, Prediction, Scores extends object>(
  rig: HeadRig<Label, Prediction, Scores>,
  module: HeadModule<Label, Prediction, Scores>,
  rows: readonly number[],
): Promise<Prediction[]> {
  const positions = positionsOf(rig, module, rows);
  const logits = tf.tidy(() => module.logits(rig.features(rows, positions), evaluating));
  try {
    return await module.decode(logits, rig.encodings(rows), positions);
  } finally {
    logits.dispose();
  }
}

/** What a meter is fed with for some rows. */
export async function meterBatch<Label, Prediction, Scores extends object>(
  rig: HeadRig<Label, Prediction, Scores>,
  module: HeadModule<Label, Prediction, Scores>,
  rows: readonly number[],
): Promise<MeterBatch<Label, Prediction>> {
  return {
    labels: rows.map((row) => rig.labels[row]),
    predictions: await predictionsOf(rig, module, rows),
    encodings: rig.encodings(rows),
    ...(await lossOf(rig, module, rows)),
  };
}
