import type { Json } from '@tomoni/spec';
import { type ConformanceCase, conformanceCase } from '../cases/conformance-case.js';
import { expect, expectSame } from '../cases/expectations.js';
import { type HeadRig, lossOf, predictionsOf } from './rig.js';

/** Clauses about `fit`, `check`, `toJSON`, `restore` and `build`. */
export function fittingCases<Label, Prediction, Scores extends object>(
  rig: HeadRig<Label, Prediction, Scores>,
): ConformanceCase[] {
  const { head, labels, labelled, wrongLabels } = rig;
  return [
    conformanceCase('a fitted head has the kind of its head and reads what it reads', () => {
      const fitted = rig.fit();
      expect(head.kind !== '', 'The head has no kind.');
      expectSame(fitted.kind, head.kind, 'The fitted head is of another kind.');
      expectSame(fitted.reads, head.reads, 'The fitted head reads something else.');
    }),
    conformanceCase('check accepts the labels that the head was fitted on', () => {
      const fitted = rig.fit();
      for (const row of labelled) {
        const complaint = fitted.check(labels[row] as Label);
        expect(complaint === undefined, `check refuses label ${row}, which fit has seen: ${complaint}`);
      }
    }),
    conformanceCase('check refuses wrong labels with a sentence', () => {
      const fitted = rig.fit();
      wrongLabels.forEach((label, i) => {
        const complaint = fitted.check(label);
        expect(complaint !== undefined && complaint !== '', `check accepts wrong label ${i}.`);
      });
    }),
    conformanceCase('toJSON survives JSON, and restore reads it', () => {
      const saved = rig.fit().toJSON();
      const read = JSON.parse(JSON.stringify(saved)) as Json;
      expectSame(read, saved, 'What toJSON gives changes on its way through JSON.');
      expectSame(head.restore(read).toJSON(), saved, 'The restored head saves something else.');
    }),
    conformanceCase('a restored head with the same variables loses and predicts the same', () =>
      rig.withModule(async (module) => {
        const restored = head.restore(JSON.parse(JSON.stringify(rig.fit().toJSON())) as Json);
        await rig.withModule(
          async (other) => {
            expectSame(
              Object.keys(other.variables),
              Object.keys(module.variables),
              'The restored head names its variables differently.',
            );
            for (const [name, variable] of Object.entries(module.variables))
              other.variables[name]?.assign(variable);
            const [loss, predictions] = [
              await lossOf(rig, module, labelled),
              await predictionsOf(rig, module, labelled),
            ];
            expectSame(await lossOf(rig, other, labelled), loss, 'The restored head loses something else.');
            expectSame(
              await predictionsOf(rig, other, labelled),
              predictions,
              'The restored head predicts something else.',
            );
          },
          restored,
          2,
        );
      }),
    ),
    conformanceCase('the same rng gives the same variables', () =>
      rig.withModule((module) =>
        rig.withModule(async (other) => {
          expectSame(
            Object.keys(other.variables),
            Object.keys(module.variables),
            'The second head names its variables differently.',
          );
          for (const [name, variable] of Object.entries(module.variables))
            expectSame(
              await other.variables[name]?.data(),
              await variable.data(),
              `The variable '${name}' differs although the rng is the same.`,
            );
        }),
      ),
    ),
  ];
}
