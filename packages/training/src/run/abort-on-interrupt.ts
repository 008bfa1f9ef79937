/**
 * An abort signal that fires when the process is asked to end (Ctrl-C, or `kill`), so that a run can save itself
 * first. A second request ends the process at once.
 *
 * @example
 * ```ts
 * import { abortOnInterrupt, fit, type Plan } from '@tomoni/training';
 *
 * async function run(plan: Plan, rows: { text: string; stars: number }[]) {
 *   return fit(plan, rows, { checkpoints: { folder: 'out/run' }, signal: abortOnInterrupt() });
 * }
 * ```
 */
export function abortOnInterrupt(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const)
    process.once(name, () => controller.abort(new Error(`The process received ${name}.`)));
  return controller.signal;
}
