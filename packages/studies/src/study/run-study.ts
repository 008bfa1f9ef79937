import {
  type Executor,
  type JsonObject,
  TomoniError,
  type TrialFunction,
  type TrialProgress,
  type TrialResult,
  type TrialSpec,
} from '@tomoni/spec';
import type { AnalysisPlan } from '../analysis/plan/analysis-plan.js';
import { planDirection, selectionPart } from '../plan/plan-direction.js';
import { settlePlan } from '../plan/settle-plan.js';
import { RecordedStudy, recordedTrial } from '../results/recorded-study.js';
import type { StudyResults } from '../results/study-results.js';
import type { ResultEntry } from '../store/entries.js';
import { StudyStore } from '../store/study-store.js';
import type { TrialSource } from '../trials/trial-source.js';
import { createPace } from './pace.js';
import { type Blocked, Schedule } from './schedule.js';
import type { StudyEvent, StudyStanding } from './study-event.js';

/** A study with all that its options leave open. */
export interface SettledStudy<Parameters extends JsonObject> {
  readonly name: string;
  readonly trials: TrialSource<Parameters>;
  readonly plan: AnalysisPlan;
  readonly amendment: string | undefined;
  /** Absolute. */
  readonly folder: string;
  readonly run: string | TrialFunction;
  readonly executor: Executor;
  readonly retryFailed: boolean;
  readonly signal: AbortSignal | undefined;
}

/** Tells an event to all that listen, and waits for the callbacks. */
type Tell<Parameters extends JsonObject> = (event: StudyEvent<Parameters>) => Promise<void>;

/** Runs what has no result yet. */
export async function runStudy<Parameters extends JsonObject>(
  study: SettledStudy<Parameters>,
  tell: Tell<Parameters>,
): Promise<StudyResults<Parameters>> {
  throwIfAborted(study);
  const store = await StudyStore.open(study.folder, study.name);
  try {
    await settlePlan(store, study.plan, study.amendment);
    const session = new Session(study, store, tell);
    try {
      await session.run();
    } catch (error) {
      await tell({ type: 'failure', error }).catch(() => undefined);
      throw error;
    }
    const { plan } = store.record;
    if (plan === undefined) throw new Error('a plan was stored and is not there');
    const results = new RecordedStudy<Parameters>(study.name, study.folder, store.record, plan);
    await tell({ type: 'end', results, standing: session.standing() });
    return results;
  } finally {
    await store.close();
  }
}

/** One run of a study, from what its store holds to where nothing is left to run. */
class Session<Parameters extends JsonObject> {
  readonly #study: SettledStudy<Parameters>;
  readonly #store: StudyStore;
  readonly #tell: Tell<Parameters>;
  readonly #schedule: Schedule<Parameters>;
  readonly #pace = createPace();
  readonly #notices: string[] = [];
  /** Trials that failed in an earlier session, and are run again. */
  readonly #again: Set<string>;
  /** Stops the executor: by the study's own signal, or as something went wrong here. */
  readonly #stop = new AbortController();
  /** Events are told one after the other, also those of executors that do not wait. */
  #telling: Promise<void> = Promise.resolve();
  #toldNotices = 0;

  constructor(study: SettledStudy<Parameters>, store: StudyStore, tell: Tell<Parameters>) {
    this.#study = study;
    this.#store = store;
    this.#tell = tell;
    const { results } = store.record;
    const failed = [...results].flatMap(([id, { status }]) => (status === 'failed' ? [id] : []));
    this.#again = new Set(study.retryFailed ? failed : []);
    this.#schedule = new Schedule(study.trials, {
      better: planDirection(study.plan),
      isSettled: (id) => results.has(id) && !this.#again.has(id),
      isDone: (id) => results.get(id)?.status === 'done',
      value: ({ id }) => this.#value(results.get(id)),
      notice: (message) => this.#notices.push(message),
    });
  }

  async run(): Promise<void> {
    const { executor, run, folder, name, signal } = this.#study;
    const stop = () => this.#stop.abort(signal?.reason);
    signal?.addEventListener('abort', stop);
    if (signal?.aborted) stop();
    this.#stop.signal.addEventListener('abort', () => this.#schedule.stop());
    try {
      await this.#begin();
      const options = {
        study: name,
        run,
        folder,
        signal: this.#stop.signal,
        progress: (event: TrialProgress) => this.#progress(event),
      };
      for await (const result of executor.run(this.#schedule.trials(), options)) await this.#take(result);
      await this.#telling;
    } catch (error) {
      this.#stop.abort(error);
      throw error;
    } finally {
      signal?.removeEventListener('abort', stop);
    }
    this.#requireAll();
  }

  standing(): StudyStanding {
    const { finished, failed, isComplete, known } = this.#schedule;
    const total = isComplete ? known.size : undefined;
    const secondsLeft = total === undefined ? undefined : this.#pace.secondsFor(total - finished);
    return { total, finished, failed, secondsLeft };
  }

  async #begin(): Promise<void> {
    const { name, executor } = this.#study;
    await this.#emit({ type: 'start', study: name, executor: executor.name, standing: this.standing() });
    this.#notices.push(...this.#unknownArms());
    await this.#tellNotices();
    await this.#failBlocked();
  }

  /** Says which arms the plan names that have no trial: mostly misspelt ones. */
  #unknownArms(): string[] {
    if (!this.#schedule.isComplete || this.#schedule.known.size === 0) return [];
    const { baseline, comparisons = [] } = this.#study.plan;
    const named = [baseline, ...comparisons.flatMap((each) => [each.arm, each.baseline ?? baseline])];
    const recorded = [...this.#store.record.results.values()].map(({ trial }) => trial);
    const known = new Set([...this.#schedule.known.values(), ...recorded].map(({ arm }) => arm));
    return [...new Set(named)]
      .filter((arm) => !known.has(arm))
      .map((arm) => `The plan compares the arm '${arm}', which has no trial.`);
  }

  #progress(event: TrialProgress): void {
    if (event.type === 'notice') {
      this.#emitSoon(event);
      return;
    }
    const trial = this.#schedule.known.get(event.trial);
    if (trial === undefined) return;
    switch (event.type) {
      case 'start':
        this.#pace.begin(trial.id);
        this.#emitSoon({ type: 'trial-start', trial, worker: event.worker, standing: this.standing() });
        break;
      case 'progress':
        this.#pace.advance(trial.id, event.fraction);
        this.#emitSoon({
          type: 'trial-progress',
          trial,
          fraction: event.fraction,
          standing: this.standing(),
        });
        break;
      case 'retry':
        this.#emitSoon({ type: 'trial-retry', trial, reason: event.reason });
        break;
    }
  }

  async #take(result: TrialResult): Promise<void> {
    const { id } = result.trial;
    const trial = this.#schedule.known.get(id);
    if (trial === undefined) {
      this.#notices.push(
        `The executor gave a result of '${id}', which is not a trial of the study: it is left out.`,
      );
      await this.#tellNotices();
      return;
    }
    const counts = await this.#store.addResult({ ...result, trial });
    this.#again.delete(id);
    this.#pace.end(id);
    this.#schedule.finish(id);
    await this.#tellNotices();
    if (counts) await this.#tellEnd(id);
    await this.#failBlocked();
  }

  /** Records as failed what needs a trial that failed, and what needs that. */
  async #failBlocked(): Promise<void> {
    for (
      let blocked = this.#schedule.takeBlocked();
      blocked.length > 0;
      blocked = this.#schedule.takeBlocked()
    )
      for (const own of blocked) {
        const result = blockedResult(own, this.#study.executor.name);
        await this.#store.addResult(result);
        this.#again.delete(own.trial.id);
        this.#schedule.finish(own.trial.id);
        await this.#tellEnd(own.trial.id);
      }
  }

  async #tellEnd(id: string): Promise<void> {
    const entry = this.#store.record.results.get(id);
    if (entry === undefined) return;
    const result = recordedTrial<Parameters>(entry);
    await this.#emit({ type: 'trial-end', result, value: this.#value(entry), standing: this.standing() });
  }

  async #tellNotices(): Promise<void> {
    const { notices } = this.#store.record;
    const messages = [...this.#notices.splice(0), ...notices.slice(this.#toldNotices)];
    this.#toldNotices = notices.length;
    for (const message of messages) await this.#emit({ type: 'notice', message });
  }

  #value(entry: ResultEntry | undefined): number | undefined {
    if (entry?.status !== 'done') return undefined;
    const { task, score } = this.#study.plan;
    return entry.parts[selectionPart(this.#study.plan)]?.scores[task]?.[score];
  }

  async #emit(event: StudyEvent<Parameters>): Promise<void> {
    this.#telling = this.#telling.then(() => this.#tell(event));
    await this.#telling;
  }

  /** For what is told in the middle of a trial; where a callback throws, the study stops. */
  #emitSoon(event: StudyEvent<Parameters>): void {
    this.#emit(event).catch((error: unknown) => this.#stop.abort(error));
  }

  #requireAll(): void {
    const { results } = this.#store.record;
    const missing = [...this.#schedule.known.keys()].filter((id) => !results.has(id) || this.#again.has(id));
    if (missing.length === 0) return;
    throwIfAborted(this.#study);
    throw new TomoniError({
      code: 'mismatch',
      what: `The executor '${this.#study.executor.name}' ended without a result of ${missing.length} trials, such as '${missing[0]}'.`,
      remedy: 'Run the study again: it goes on with these.',
    });
  }
}

function blockedResult<Parameters extends JsonObject>(
  { trial, role, needed }: Blocked<Parameters>,
  worker: string,
): TrialResult {
  const error = {
    code: 'need-failed',
    message: `The trial needs '${needed}' as its ${role}, and that trial failed.`,
  };
  const startedAt = new Date().toISOString();
  return { trial: trial as TrialSpec, startedAt, seconds: 0, worker, status: 'failed', error };
}

function throwIfAborted({
  name,
  signal,
}: {
  readonly name: string;
  readonly signal: AbortSignal | undefined;
}): void {
  if (!signal?.aborted) return;
  throw new TomoniError({
    code: 'aborted',
    what: `The study '${name}' was stopped.`,
    remedy: 'Run it again: it goes on with the trials that have no result.',
    cause: signal.reason,
  });
}
