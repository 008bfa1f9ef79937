import { type ConformanceCase, conformanceCase } from '../cases/conformance-case.js';
import { expect, expectSame } from '../cases/expectations.js';
import { type HeadRig, meterBatch, positionsOf, predictionsOf } from './rig.js';

const PREDICTION_TOLERANCE = 1e-4;
/** Losses and probabilities come in single precision. */
const SCORE_TOLERANCE = 1e-5;

/** Clauses about `positions`, `decode` and `meter`. */
export function predictionCases<Label, Prediction, Scores extends object>(
  rig: HeadRig<Label, Prediction, Scores>,
): ConformanceCase[] {
  const { labelled } = rig;
  const [first, second] = [labelled.slice(0, 2), labelled.slice(2)];
  return [
    conformanceCase('a head that reads tokens says which positions it decodes', () =>
      rig.withModule((module) => {
        if (rig.head.reads.over === 'texts') return;
        const positions = positionsOf(rig, module, labelled);
        expect(positions !== undefined, 'The head reads tokens and has no positions to decode.');
        const encodings = rig.encodings(labelled);
        const wrong = Array.from(positions.rows).findIndex((row, i) => {
          const column = positions.columns[i] ?? -1;
          return !(column >= 0 && column < (encodings[row]?.ids.length ?? 0));
        });
        expect(wrong < 0, `Position ${wrong} to decode lies outside the texts.`);
      }),
    ),
    conformanceCase('decode gives one prediction per text', () =>
      rig.withModule(async (module) => {
        const predictions = await predictionsOf(rig, module, labelled);
        expectSame(predictions.length, labelled.length, 'There are more or fewer predictions than texts.');
        const missing = predictions.indexOf(undefined as Prediction);
        expect(missing < 0, `Prediction ${missing} is undefined.`);
      }),
    ),
    conformanceCase('a prediction does not depend on the rest of the batch', () =>
      rig.withModule(async (module) => {
        const parts = [
          ...(await predictionsOf(rig, module, first)),
          ...(await predictionsOf(rig, module, second)),
        ];
        expectSame(
          parts,
          await predictionsOf(rig, module, labelled),
          'Predictions change with the batch.',
          PREDICTION_TOLERANCE,
        );
      }),
    ),
    conformanceCase('the meter knows the score that early stopping watches', () =>
      rig.withModule(async (module) => {
        const meter = module.meter();
        meter.add(await meterBatch(rig, module, labelled));
        const { name } = rig.fit().score;
        const value = Reflect.get(meter.scores(), name);
        expect(typeof value === 'number', `The score '${name}' is ${String(value)}, not a number.`);
      }),
    ),
    conformanceCase('scores do not depend on batches and their order', () =>
      rig.withModule(async (module) => {
        const [whole, parts, turned] = [module.meter(), module.meter(), module.meter()];
        whole.add(await meterBatch(rig, module, labelled));
        for (const rows of [first, second]) parts.add(await meterBatch(rig, module, rows));
        for (const rows of [second, first]) turned.add(await meterBatch(rig, module, [...rows].reverse()));
        expectSame(parts.scores(), whole.scores(), 'Scores change with the batches.', SCORE_TOLERANCE);
        expectSame(turned.scores(), whole.scores(), 'Scores change with the order.', SCORE_TOLERANCE);
      }),
    ),
    conformanceCase('a row without a label is not scored', () =>
      rig.withModule(async (module) => {
        const [all, some] = [module.meter(), module.meter()];
        const scored = await meterBatch(rig, module, first);
        some.add(scored);
        all.add(scored);
        const unlabelled = await meterBatch(rig, module, second);
        all.add({ ...unlabelled, labels: second.map(() => undefined), loss: 0, weight: 0 });
        expectSame(all.scores(), some.scores(), 'Rows without a label change the scores.', SCORE_TOLERANCE);
      }),
    ),
  ];
}
