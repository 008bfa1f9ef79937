import { type JsonObject, TomoniError, type TrialSpec } from '@tomoni/spec';
import { trial as nameTrial } from '../trials/trial.js';
import type { RoundScore, TrialSource } from '../trials/trial-source.js';

/** What a schedule knows of the results. */
export interface ScheduleView<Parameters extends JsonObject> {
  readonly better: 'higher' | 'lower';
  /** Whether a trial needs no further run; failed ones count unless they are to be run again. */
  isSettled(id: string): boolean;
  isDone(id: string): boolean;
  /** The planned score of a trial on the part that selects. */
  value(trial: TrialSpec<Parameters>): number | undefined;
  notice(message: string): void;
}

/** A trial that cannot be run, as one that it needs has failed. */
export interface Blocked<Parameters extends JsonObject> {
  readonly trial: TrialSpec<Parameters>;
  readonly role: string;
  readonly needed: string;
}

/**
 * Which trials run when: those that have no result yet, each after those that it needs, and each round of an adaptive source
 * after the round before.
 */
export class Schedule<Parameters extends JsonObject> {
  readonly #view: ScheduleView<Parameters>;
  readonly #rounds: Iterator<readonly TrialSpec<Parameters>[], void, readonly RoundScore<Parameters>[]>;
  readonly #adaptive: boolean;
  readonly #known = new Map<string, TrialSpec<Parameters>>();
  /** Trials that wait for others. */
  readonly #waiting = new Map<string, TrialSpec<Parameters>>();
  readonly #ready: TrialSpec<Parameters>[] = [];
  readonly #blocked: Blocked<Parameters>[] = [];
  /** Trials of the round, by id, that have not ended. */
  readonly #open = new Set<string>();
  readonly #failed = new Set<string>();
  #round: readonly TrialSpec<Parameters>[] = [];
  #exhausted = false;
  #stopped = false;
  #wake: () => void = () => undefined;

  constructor(source: TrialSource<Parameters>, view: ScheduleView<Parameters>) {
    this.#view = view;
    this.#adaptive = typeof source === 'function';
    this.#rounds =
      typeof source === 'function' ? source({ better: view.better }) : [[...source]][Symbol.iterator]();
    this.#advance();
  }

  /** All trials known so far. */
  get known(): ReadonlyMap<string, TrialSpec<Parameters>> {
    return this.#known;
  }

  /** How many of them have a result, failed ones included. */
  get finished(): number {
    return this.#known.size - this.#open.size;
  }

  get failed(): number {
    return this.#failed.size;
  }

  /** Whether no trials beyond those known can come. */
  get isComplete(): boolean {
    return !this.#adaptive || this.#exhausted;
  }

  /** Trials that cannot be run, since the last call. */
  takeBlocked(): Blocked<Parameters>[] {
    return this.#blocked.splice(0);
  }

  /** The trials to run, as they become ready; ends when no other can. */
  async *trials(): AsyncGenerator<TrialSpec<Parameters>, void> {
    while (!this.#stopped) {
      const next = this.#ready.shift();
      if (next !== undefined) yield next;
      else if (this.#exhausted && this.#waiting.size === 0) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** Takes up that a trial has a result. */
  finish(id: string): void {
    this.#open.delete(id);
    this.#count(id);
    this.#release();
    this.#advance();
    this.#wake();
  }

  /** Gives no further trials. */
  stop(): void {
    this.#stopped = true;
    this.#wake();
  }

  /** Takes the next rounds, as long as all of their trials have results. */
  #advance(): void {
    while (!this.#exhausted && this.#open.size === 0) {
      const scores = this.#round.map((trial) => ({ trial, value: this.#view.value(trial) }));
      const next = this.#rounds.next(scores);
      if (next.done) this.#exhausted = true;
      else this.#begin(next.value);
    }
  }

  #begin(round: readonly TrialSpec<Parameters>[]): void {
    let twice = 0;
    for (const trial of round) {
      requireOwnName(trial);
      if (this.#known.has(trial.id)) twice++;
      this.#known.set(trial.id, trial);
    }
    if (twice > 0 && !this.#adaptive)
      this.#view.notice(
        `${twice} of ${round.length} trials are there more than once, with the same arm, seed, fold and parameters: each is run once.`,
      );
    this.#round = round;
    for (const trial of new Map(round.map((own) => [own.id, own])).values()) {
      for (const [role, needed] of Object.entries(trial.needs ?? {}))
        if (!this.#known.has(needed)) throw unknownNeed(trial, role, needed);
      if (this.#view.isSettled(trial.id)) {
        this.#count(trial.id);
        continue;
      }
      this.#open.add(trial.id);
      this.#waiting.set(trial.id, trial);
    }
    this.#release();
  }

  /** Takes down whether a trial that has a result failed. */
  #count(id: string): void {
    if (this.#view.isDone(id)) this.#failed.delete(id);
    else this.#failed.add(id);
  }

  /** Readies the trials whose needs are met, and blocks those whose needs cannot be. */
  #release(): void {
    for (const trial of [...this.#waiting.values()]) {
      const needs = Object.entries(trial.needs ?? {}).filter(([, id]) => !this.#view.isDone(id));
      const failed = needs.find(([, id]) => !this.#open.has(id));
      if (needs.length > 0 && failed === undefined) continue;
      this.#waiting.delete(trial.id);
      if (failed === undefined) this.#ready.push(trial);
      else this.#blocked.push({ trial, role: failed[0], needed: failed[1] });
    }
  }
}

/** Names are made of what a trial holds, so that an edited trial cannot take the result of another. */
function requireOwnName(trial: TrialSpec): void {
  const { id } = nameTrial(trial);
  if (id === trial.id) return;
  throw new TomoniError({
    code: 'invalid-argument',
    what: `The trial '${trial.id}' of '${trial.arm}' should be called '${id}', by what stands in it.`,
    remedy: 'Make trials with `trial()`, and change them before they are named.',
  });
}

function unknownNeed(trial: TrialSpec, role: string, needed: string): TomoniError {
  return new TomoniError({
    code: 'invalid-argument',
    what: `The trial '${trial.id}' needs '${needed}' as its ${role}, which is not a trial of the study.`,
    remedy: 'Give the study the trials that others need as well.',
  });
}
