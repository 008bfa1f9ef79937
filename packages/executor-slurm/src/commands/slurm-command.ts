import { execFile } from 'node:child_process';
import { TomoniError } from '@tomoni/spec';

/** What a command of Slurm gave. */
export type Answer =
  | { readonly ok: true; readonly output: string }
  /** `passing`: the controller did not answer, which may mend itself. */
  | { readonly ok: false; readonly message: string; readonly passing: boolean };

/** What Slurm's commands say where the controller is down, busy or cut off. */
const passing =
  /unable to contact|connect failure|connection (refused|reset|timed out)|socket timed out|zero bytes|temporarily|transport endpoint|timed out|backup mode/i;

/** A command that has not ended after these milliseconds counts as one without answer. */
const patience = 60_000;

/**
 * Runs one of Slurm's commands.
 *
 * @throws TomoniError `unavailable` where it is not installed
 */
export async function slurmCommand(program: string, args: readonly string[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { timeout: patience, maxBuffer: 2 ** 28, env: { ...process.env, LC_ALL: 'C' } };
    execFile(program, args, options, (error, output, errors) => {
      if (error === null) resolve({ ok: true, output });
      else if (error.code === 'ENOENT') reject(notInstalled(program));
      else {
        const message = lastLine(errors) || (error.killed ? `${program} timed out.` : error.message);
        resolve({ ok: false, message, passing: passing.test(`${errors}${message}`) });
      }
    });
  });
}

function lastLine(text: string): string {
  const lines = text.trim().split('\n');
  return (lines.at(-1) ?? '').replace(/^\w+: (error: )?/, '');
}

function notInstalled(program: string): TomoniError {
  return new TomoniError({
    code: 'unavailable',
    what: `Slurm's command ${program} is not installed on this machine.`,
    remedy:
      "Run the study on a machine of the cluster, such as its login node, or install Slurm's commands: apt-get install slurm-client.",
  });
}
