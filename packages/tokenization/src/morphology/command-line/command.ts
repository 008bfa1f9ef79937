import { TomoniError } from '@tomoni/spec';

/** A program that reads lines of text and answers each with lines, the last of which is `EOS`. */
export interface Command {
  /** Name of the analyser, for errors. */
  readonly name: string;
  readonly program: string;
  readonly arguments: readonly string[];
  /** Environment variables beside those of this process. */
  readonly environment: Readonly<Record<string, string>>;
  /** One sentence: how it is installed. */
  readonly installation: string;
}

/** How a program ended while an answer was owed. */
export interface Death {
  /** Exit code, or the signal that ended it. */
  readonly reason: string;
  /** Whether it could not be started at all. */
  readonly missing: boolean;
  /** What it said last. */
  readonly complaint: string;
}

/** The line that ends an answer. */
export const endOfAnswer = 'EOS';

/** The error for a program that has died over a line of text twice. */
export function deathError(
  { name, program, installation }: Command,
  death: Death,
  line: string,
): TomoniError {
  const complaint = death.complaint.trim() === '' ? '' : ` It said: ${death.complaint.trim()}`;
  if (death.missing)
    return new TomoniError({
      code: 'unavailable',
      what: `The analyser ${name} is not installed: the program '${program}' is not there.`,
      remedy: installation,
    });
  return new TomoniError({
    code: 'unavailable',
    what: `The analyser ${name} ended with ${death.reason} while it read ${quoted(line)}, and again when it was started anew.${complaint}`,
    remedy: 'Correct its options or its dictionary; if it dies over one text only, leave that text out.',
  });
}

function quoted(line: string): string {
  return line.length > 80 ? `'${line.slice(0, 80)}…' (${line.length} characters)` : `'${line}'`;
}
