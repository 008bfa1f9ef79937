import type { Executor, ExecutorOptions, TrialProgress, TrialResult, TrialSpec } from '@tomoni/spec';

/** URL of the module that runs the trials of these tests. */
export const trialModule = new URL('trial.mjs', import.meta.url).href;

/** A short trial. */
export function trial(seed: number, parameters: TrialSpec['parameters'] = {}): TrialSpec {
  return { id: `trial-${seed}`, arm: 'a', seed, parameters };
}

/** Runs trials to the end, and keeps all that was told. */
export async function collect(
  executor: Executor,
  trials: readonly TrialSpec[],
  options: Partial<ExecutorOptions> & { readonly folder: string },
): Promise<{ readonly results: readonly TrialResult[]; readonly news: readonly TrialProgress[] }> {
  const results: TrialResult[] = [];
  const news: TrialProgress[] = [];
  async function* given() {
    yield* trials;
  }
  const running = executor.run(given(), {
    study: 'tests',
    run: trialModule,
    ...options,
    progress: (event) => {
      news.push(event);
      options.progress?.(event);
    },
  });
  for await (const result of running) results.push(result);
  return { results, news };
}

/** Ids and states of results, sorted. */
export function summary(results: readonly TrialResult[]): readonly string[] {
  return results.map(({ trial, status }) => `${trial.id} ${status}`).sort();
}

/** The name of a group of tests, with the reason where it has to be skipped; the reason is printed too. */
export function titled(name: string, missing: string | undefined): string {
  if (missing === undefined) return name;
  console.warn(`${name}: skipped, ${missing}`);
  return `${name} (skipped: ${missing})`;
}
