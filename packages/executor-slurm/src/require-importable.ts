import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { TomoniError } from '@tomoni/spec';

/**
 * Sees to it that a task can import the module that runs the trials.
 *
 * @param node the command that starts Node in a task
 * @throws TomoniError `not-found` where there is no such file, `invalid-argument` for TypeScript that Node would not run
 */
export function requireImportable(run: string, node: readonly string[]): void {
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
}

/** Whether this Node strips types by itself. */
function runsTypeScript(): boolean {
  return 'typescript' in process.features && Boolean(process.features.typescript);
}
