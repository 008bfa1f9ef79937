import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import { type Command, type Death, endOfAnswer } from './command.js';

/** What becomes of a line: its answer, the death of the program over it, or over a line before it. */
export type Outcome =
  | { readonly kind: 'answer'; readonly lines: readonly string[] }
  | { readonly kind: 'died'; readonly death: Death }
  | { readonly kind: 'lost' };

/** A running program that answers lines in the order in which it gets them. */
export class LineProcess {
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #waiting: ((outcome: Outcome) => void)[] = [];
  #lines: string[] = [];
  #rest = '';
  #complaint = '';
  #dead = false;

  constructor({ program, arguments: parameters, environment }: Command) {
    this.#child = spawn(program, parameters, {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    });
    const { stdin, stdout, stderr } = this.#child;
    stdout.setEncoding('utf8').on('data', (chunk: string) => this.#read(chunk));
    stderr.setEncoding('utf8').on('data', (chunk: string) => {
      this.#complaint = (this.#complaint + chunk).slice(-500);
    });
    // A program that has died closes its input; what it died of is told by 'close'.
    stdin.on('error', () => undefined);
    this.#child.on('error', (error) => this.#die(error.message, 'code' in error && error.code === 'ENOENT'));
    this.#child.on('close', (code, signal) => this.#die(signal ?? `exit code ${code}`, false));
    this.#holdOpen(false);
  }

  /** Number of lines that are not answered yet. */
  get pending(): number {
    return this.#waiting.length;
  }

  get dead(): boolean {
    return this.#dead;
  }

  ask(line: string): Promise<Outcome> {
    return new Promise((resolve) => {
      if (this.#dead) return resolve({ kind: 'lost' });
      if (this.#waiting.length === 0) this.#holdOpen(true);
      this.#waiting.push(resolve);
      this.#child.stdin.write(`${line}\n`);
    });
  }

  close(): void {
    this.#child.stdin.end();
  }

  #read(chunk: string): void {
    const lines = (this.#rest + chunk).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line !== endOfAnswer) {
        this.#lines.push(line);
        continue;
      }
      const answer = this.#lines;
      this.#lines = [];
      this.#waiting.shift()?.({ kind: 'answer', lines: answer });
      if (this.#waiting.length === 0) this.#holdOpen(false);
    }
  }

  #die(reason: string, missing: boolean): void {
    if (this.#dead) return;
    this.#dead = true;
    this.#waiting.shift()?.({
      kind: 'died',
      death: { reason, missing, complaint: this.#complaint || this.#rest || (this.#lines.at(-1) ?? '') },
    });
    for (const resolve of this.#waiting.splice(0)) resolve({ kind: 'lost' });
  }

  /** Whether this process waits for the program before it ends. */
  #holdOpen(hold: boolean): void {
    const { stdin, stdout, stderr } = this.#child;
    for (const part of [this.#child, stdin, stdout, stderr])
      if (part === this.#child || part instanceof Socket) hold ? part.ref() : part.unref();
  }
}
