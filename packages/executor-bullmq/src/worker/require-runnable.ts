import { TomoniError } from '@tomoni/spec';

/**
 * Sees to it that this process can import a module.
 *
 * @param options what this Node was started with
 * @throws TomoniError `invalid-argument` for TypeScript that this Node does not run
 */
export function requireRunnable(run: string, options: readonly string[] = process.execArgv): void {
  const stripsTypes = 'typescript' in process.features && Boolean(process.features.typescript);
  const loadsMore = options.some((option) => /^(--import|--loader|--require|-r)\b/.test(option));
  if (!/\.[cm]?ts$/.test(run) || stripsTypes || loadsMore) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `The trials are written in TypeScript, which Node ${process.versions.node} does not run: ${run}.`,
    remedy:
      'Compile the module and give the .js file, start the workers with Node 22.18 or newer, or with a compiler: node --import tsx.',
  });
}
