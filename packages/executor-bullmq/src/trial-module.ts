import { TomoniError, type TrialFunction } from '@tomoni/spec';

/**
 * The URL from which workers import the study's trials.
 *
 * @throws TomoniError `invalid-argument` for a function or another kind of address
 */
export function trialModule(run: string | TrialFunction): string {
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
  return run;
}

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
