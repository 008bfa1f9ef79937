import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { TomoniError, type TrialFunction } from '@tomoni/spec';

/**
 * The URL from which a task imports the study's trials.
 *
 * @param node the command that starts Node in a task
 * @throws TomoniError `invalid-argument` for a function, another kind of address, or TypeScript that Node would not
 *   run; `not-found` where there is no such file
 */
export function trialModule(run: string | TrialFunction, node: readonly string[]): string {
  if (typeof run !== 'string')
    throw new TomoniError({
      code: 'invalid-argument',
      what: 'The trials are run by a function, which cannot be sent to another process.',
      remedy:
        "Make it the default export of a module, and give that module's URL: new URL('./trial.js', import.meta.url).href.",
    });
  if (!/^(file|data):/.test(run))
    throw new TomoniError({
      code: 'invalid-argument',
      what: `'${run}' is not the URL of a module.`,
      remedy: "Give a URL that begins with 'file:', such as new URL('./trial.js', import.meta.url).href.",
    });
  if (run.startsWith('file:') && !existsSync(fileURLToPath(run)))
    throw new TomoniError({
      code: 'not-found',
      what: 'There is no such module.',
      where: { file: fileURLToPath(run) },
      remedy: 'Correct the URL of the module that runs the trials; the nodes must see it at the same path.',
    });
  if (/\.[cm]?ts$/.test(run) && node.length === 1 && !runsTypeScript())
    throw new TomoniError({
      code: 'invalid-argument',
      what: `The trials are written in TypeScript, which Node ${process.versions.node} does not run.`,
      where: { file: fileURLToPath(run) },
      remedy:
        "Compile the module and give the .js file, use Node 22.18 or newer, or load a compiler: node: ['node', '--import', 'tsx'].",
    });
  return run;
}

/** Whether this Node strips types by itself. */
function runsTypeScript(): boolean {
  return 'typescript' in process.features && Boolean(process.features.typescript);
}
