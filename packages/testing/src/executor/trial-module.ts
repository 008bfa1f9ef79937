import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What a trial of the kit does. */
export type Deed =
  /** Gives its number back. */
  | 'count'
  | 'throw'
  /** Is not plain JSON. */
  | 'give-nothing'
  /** Tells how far it is, twice. */
  | 'progress'
  /** Takes half a minute, unless it is stopped. */
  | 'wait'
  /** Kills its process when it is first run. */
  | 'die-once'
  | 'die';

/**
 * The module that the trials of the kit are run by: JavaScript without imports of packages, so that any process can load it
 * from anywhere.
 */
const source = `
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const die = async () => {
  process.kill(process.pid, 'SIGKILL');
  await pause(30_000);
};

export default async function run({ seed, parameters }, { folder, needed, signal, progress }) {
  switch (parameters.deed) {
    case 'throw':
      throw new RangeError('Trial ' + seed + ' fails.');
    case 'give-nothing':
      return { parts: { validation: { scores: { task: { score: Number.NaN } } } } };
    case 'progress':
      progress(0.25);
      await pause(20);
      progress(0.75);
      break;
    case 'wait':
      progress(0.5);
      await pause(30_000, undefined, { signal });
      break;
    case 'die-once': {
      const mark = join(folder, 'died');
      if (existsSync(mark)) break;
      writeFileSync(mark, '');
      await die();
      break;
    }
    case 'die':
      await die();
      break;
  }
  writeFileSync(join(folder, 'model'), String(seed));
  const started = needed.start === undefined ? false : existsSync(join(needed.start, 'model'));
  return {
    parts: {
      validation: {
        scores: { task: { score: seed / 10 } },
        predictions: { task: [seed, 'ja', null] },
        labels: { task: [1, 'ja', null] },
      },
    },
    extra: { started },
  };
}
`;

/** A folder for a study, with the module in it; removed by `remove`. */
export interface TrialFolder {
  readonly folder: string;
  /** URL of the module. */
  readonly run: string;
  remove(): Promise<void>;
}

/** Makes a folder for a study in another one. */
export async function trialFolder(parent: string = tmpdir()): Promise<TrialFolder> {
  const folder = await mkdtemp(join(parent, 'tomoni-executor-'));
  const file = join(folder, 'trial.mjs');
  await writeFile(file, source);
  return {
    folder,
    run: pathToFileURL(file).href,
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}
