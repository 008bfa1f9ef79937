import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * A program that measures one thing, once per line that it is given, and answers each with a line of JSON. The first
 * line that it prints tells what it is, or, as `missing`, why it cannot run.
 */
export class Contender {
  #child;
  #lines;
  #errors = '';
  #failure;
  #patience;

  /** What it said of itself. */
  facts = {};

  /** @param {{ program: string, args: readonly string[], env?: Record<string, string>, patience?: number }} command `patience` in seconds for one answer */
  constructor({ program, args, env = {}, patience = 300 }) {
    this.#patience = patience;
    this.#child = spawn(program, args, { stdio: 'pipe', env: { ...process.env, ...env } });
    this.#child.once('error', (error) => {
      this.#failure = error.message;
    });
    this.#child.stdin.on('error', () => {});
    this.#child.stderr.on('data', (chunk) => {
      this.#errors = (this.#errors + chunk).slice(-10_000);
    });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]();
  }

  /** Waits until it is ready. Gives the reason where it cannot run. */
  async start() {
    this.facts = await this.#read();
    return this.facts.missing;
  }

  /** One measurement. */
  measure() {
    this.#child.stdin.write('\n');
    return this.#read();
  }

  /** Ends it, and waits until it has ended, so that its memory is free. */
  async stop() {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null || this.#child.pid === undefined)
      return;
    const ended = new Promise((resolve) => this.#child.once('close', resolve));
    this.#child.kill('SIGKILL');
    await ended;
  }

  async #read() {
    const late = setTimeout(() => {
      this.#failure = `it did not answer within ${this.#patience} s`;
      this.#child.kill('SIGKILL');
    }, this.#patience * 1000);
    try {
      for (;;) {
        const { value, done } = await this.#lines.next();
        if (done) return { missing: this.#failure ?? (this.#lastWords() || 'it ended without a word') };
        if (value.startsWith('{')) return JSON.parse(value);
      }
    } finally {
      clearTimeout(late);
    }
  }

  #lastWords() {
    return this.#errors.trim().split('\n').at(-1);
  }
}
