import * as tf from '@tensorflow/tfjs';
import { type ConformanceCase, conformanceCase } from '../cases/conformance-case.js';
import { expect, expectFinite, expectSame } from '../cases/expectations.js';
import { evaluating, type HeadRig, lossOf } from './rig.js';

const TOLERANCE = 1e-4;

/** Clauses about `collate`, `logits` and `loss`. */
export function lossCases<Label, Prediction, Scores extends object>(
  rig: HeadRig<Label, Prediction, Scores>,
): ConformanceCase[] {
  const { head, labels, labelled } = rig;
  const half = Math.floor(labelled.length / 2);
  const [first, second] = [labelled.slice(0, half), labelled.slice(half)];
  const collate = (module: Parameters<Parameters<typeof rig.withModule>[0]>[0], rows: readonly number[]) =>
    module.collate(
      rows.map((row) => labels[row]),
      rig.encodings(rows),
    );

  return [
    conformanceCase('labels weigh something, and lose a finite scalar', () =>
      rig.withModule(async (module) => {
        const { loss, weight } = await lossOf(rig, module, labelled);
        expect(weight > 0 && Number.isFinite(weight), `The weight of a labelled batch is ${weight}.`);
        expectFinite([loss], 'The loss');
        const batch = collate(module, labelled);
        const rank = tf.tidy(
          () => module.loss(module.logits(rig.features(labelled, batch.positions), evaluating), batch).rank,
        );
        expect(rank === 0, `The loss is a tensor of rank ${rank}, not a scalar.`);
      }),
    ),
    conformanceCase('the loss is a sum: a batch in two parts loses and weighs the same in all', () =>
      rig.withModule(async (module) => {
        const whole = await lossOf(rig, module, labelled);
        const [a, b] = [await lossOf(rig, module, first), await lossOf(rig, module, second)];
        expectSame(a.weight + b.weight, whole.weight, 'The weights of two parts do not add up.', TOLERANCE);
        expectSame(a.loss + b.loss, whole.loss, 'The losses of two parts do not add up.', TOLERANCE);
      }),
    ),
    conformanceCase('a missing label neither loses nor weighs anything', () =>
      rig.withModule(async (module) => {
        const without = await lossOf(rig, module, labelled, first);
        const alone = await lossOf(rig, module, second);
        expectSame(without.weight, alone.weight, 'Rows with a missing label weigh something.', TOLERANCE);
        expectSame(without.loss, alone.loss, 'Rows with a missing label lose something.', TOLERANCE);
      }),
    ),
    conformanceCase('a batch without labels weighs and loses 0', () =>
      rig.withModule(async (module) => {
        const { loss, weight } = await lossOf(rig, module, labelled, labelled);
        expect(weight === 0, `A batch without labels weighs ${weight}.`);
        expect(loss === 0, `A batch without labels loses ${loss}.`);
      }),
    ),
    conformanceCase(
      'collate gives positions in the texts where the head reads tokens, and none elsewhere',
      () =>
        rig.withModule((module) => {
          const { positions } = collate(module, labelled);
          if (head.reads.over === 'texts') {
            expect(positions === undefined, 'A head that reads texts collates positions.');
            return;
          }
          expect(positions !== undefined, 'A head that reads tokens collates no positions.');
          const encodings = rig.encodings(labelled);
          const wrong = Array.from(positions.rows).findIndex((row, i) => {
            const column = positions.columns[i] ?? -1;
            return !(column >= 0 && column < (encodings[row]?.ids.length ?? 0));
          });
          expect(wrong < 0, `Position ${wrong} lies outside the texts.`);
          expectSame(
            positions.columns.length,
            positions.rows.length,
            'Positions have more rows than columns or fewer.',
          );
        }),
    ),
    conformanceCase('logits are one row per text or position, each a function of its own features', () =>
      rig.withModule(async (module) => {
        const { positions } = collate(module, labelled);
        const { whole, last } = tf.tidy(() => {
          const features = rig.features(labelled, positions);
          const alone = features.slice([features.shape[0] - 1, 0], [1, features.shape[1]]);
          return { whole: module.logits(features, evaluating), last: module.logits(alone, evaluating) };
        });
        const [rows, columns] = whole.shape;
        const count = positions?.rows.length ?? labelled.length;
        const values = [Array.from(await whole.data()), Array.from(await last.data())] as const;
        tf.dispose([whole, last]);
        expectSame(rows, count, 'There are more or fewer rows of logits than rows of features.');
        expectSame(
          values[1],
          values[0].slice((rows - 1) * columns),
          'The logits of a row depend on the other rows.',
          TOLERANCE,
        );
      }),
    ),
    conformanceCase('logits in training depend on the rng of the mode alone', () =>
      rig.withModule(async (module) => {
        const { positions } = collate(module, labelled);
        const draw = async () => {
          const logits = tf.tidy(() =>
            module.logits(rig.features(labelled, positions), { training: true, rng: rig.rng.fork('mode') }),
          );
          const values = Array.from(await logits.data());
          logits.dispose();
          return values;
        };
        expectSame(await draw(), await draw(), 'Equal random numbers give different logits.');
      }),
    ),
  ];
}
