import { TomoniError } from '../errors/tomoni-error.js';
import type { TrialFunction } from './trial.js';

/**
 * The URL of the module that runs a study's trials, as an executor needs it that runs them in other processes.
 *
 * @throws TomoniError `invalid-argument` for a function, which cannot be sent to another process, and for what is not the
 *   URL of a module
 *
 * @example
 * ```ts
 * import { trialModule } from '@tomoni/spec';
 *
 * console.log(trialModule(new URL('./trial.js', import.meta.url).href));
 * ```
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
