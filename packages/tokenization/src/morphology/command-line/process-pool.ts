import { availableParallelism } from 'node:os';
import { type Command, deathError } from './command.js';
import { LineProcess } from './line-process.js';

/** Lines on their way to one process. */
const window = 16;

/** Programs that answer lines side by side, and are started anew where they die. */
export class ProcessPool {
  readonly #command: Command;
  readonly #size: number;
  #processes: LineProcess[] = [];

  constructor(command: Command, size = Math.min(availableParallelism(), 4)) {
    this.#command = command;
    this.#size = size;
  }

  /** Lines that may be asked at a time. */
  get capacity(): number {
    return this.#size * window;
  }

  /**
   * The answer to a line.
   *
   * @throws TomoniError `unavailable` where the program is not there, or dies over the line twice
   */
  async ask(line: string): Promise<readonly string[]> {
    for (let deaths = 0; ; ) {
      const outcome = await this.#leastBusy().ask(line);
      if (outcome.kind === 'answer') return outcome.lines;
      if (outcome.kind === 'lost') continue;
      if (outcome.death.missing || ++deaths > 1) throw deathError(this.#command, outcome.death, line);
    }
  }

  close(): void {
    for (const process of this.#processes.splice(0)) process.close();
  }

  #leastBusy(): LineProcess {
    this.#processes = this.#processes.filter(({ dead }) => !dead);
    const idle = this.#processes.find(({ pending }) => pending === 0);
    if (idle !== undefined) return idle;
    if (this.#processes.length < this.#size) {
      const started = new LineProcess(this.#command);
      this.#processes.push(started);
      return started;
    }
    return this.#processes.reduce((least, next) => (next.pending < least.pending ? next : least));
  }
}
