import { type ConformanceCase, conformanceCase } from '../cases/conformance-case.js';
import { expect } from '../cases/expectations.js';
import { countTensors } from '../tensors/count-tensors.js';
import { type HeadRig, lossOf, meterBatch } from './rig.js';

/** Clauses about tensors that are left behind. */
export function memoryCases<Label, Prediction, Scores extends object>(
  rig: HeadRig<Label, Prediction, Scores>,
): ConformanceCase[] {
  return [
    conformanceCase('fit, check, toJSON and restore make no tensors', async () => {
      const { tensors } = await countTensors(() => {
        const fitted = rig.fit();
        for (const row of rig.labelled) fitted.check(rig.labels[row] as Label);
        rig.head.restore(fitted.toJSON());
      });
      expect(tensors === 0, `They leave ${tensors} tensors behind.`);
    }),
    conformanceCase('collate, loss, decode and meter leave no tensors behind', () =>
      rig.withModule(async (module) => {
        const rows = rig.labelled;
        const collating = await countTensors(() =>
          module.collate(
            rows.map((row) => rig.labels[row]),
            rig.encodings(rows),
          ),
        );
        expect(collating.tensors === 0, `collate makes ${collating.tensors} tensors; it gives plain arrays.`);
        const losing = await countTensors(() => lossOf(rig, module, rows));
        expect(losing.tensors === 0, `The loss, inside a tidy, leaves ${losing.tensors} tensors behind.`);
        const scoring = await countTensors(async () => {
          const meter = module.meter();
          meter.add(await meterBatch(rig, module, rows));
          meter.scores();
        });
        expect(scoring.tensors === 0, `decode and meter leave ${scoring.tensors} tensors behind.`);
      }),
    ),
    conformanceCase('dispose frees what build made and leaves what was borrowed', async () => {
      const { tensors } = await countTensors(() =>
        rig.withModule((module) => lossOf(rig, module, rig.labelled)),
      );
      expect(tensors === 0, `${tensors} tensors are left after dispose.`);
    }),
  ];
}
