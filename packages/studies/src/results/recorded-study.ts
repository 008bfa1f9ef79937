import { type Json, type JsonObject, TomoniError, type TrainingHistory } from '@tomoni/spec';
import { comparisonPart, selectionPart } from '../plan/plan-direction.js';
import type { StoredPlan } from '../plan/stored-plan.js';
import { readDetail } from '../store/details-file.js';
import type { Place, ResultEntry } from '../store/entries.js';
import type { StudyRecord } from '../store/study-record.js';
import { StudyStore, storeFiles } from '../store/study-store.js';
import { chooseBest } from './choose-best.js';
import { byArm, queryScores } from './query-scores.js';
import type {
  OpenedTest,
  PartExamples,
  PartResults,
  RecordedTrial,
  ScoreQuery,
  Selection,
  StudyResults,
  TestOpening,
  TrialScore,
} from './study-results.js';

/** The results of a study, read from its record. */
export class RecordedStudy<Parameters extends JsonObject> implements StudyResults<Parameters> {
  readonly name: string;
  readonly folder: string;
  readonly plan: StoredPlan;
  readonly trials: readonly RecordedTrial<Parameters>[];
  readonly notices: readonly string[];
  readonly #record: StudyRecord;
  readonly #selecting: PartResults<Parameters>;

  constructor(name: string, folder: string, record: StudyRecord, plan: StoredPlan) {
    this.name = name;
    this.folder = folder;
    this.plan = plan;
    this.notices = [...record.notices];
    this.trials = Array.from(record.results.values(), (result) => recordedTrial<Parameters>(result));
    this.#record = record;
    const part = selectionPart(plan.current);
    this.#selecting = partResults<Parameters>(this, record, { part, open: (name) => name === part });
  }

  get failed(): readonly Extract<RecordedTrial<Parameters>, { status: 'failed' }>[] {
    return this.trials.flatMap((trial) => (trial.status === 'failed' ? [trial] : []));
  }

  get selections(): readonly Selection[] {
    return this.#record.selections;
  }

  get openings(): readonly TestOpening[] {
    return this.#record.openings;
  }

  scores(query?: ScoreQuery): readonly TrialScore<Parameters>[] {
    return this.#selecting.scores(query);
  }

  byArm(query?: ScoreQuery): Readonly<Record<string, readonly TrialScore<Parameters>[]>> {
    return this.#selecting.byArm(query);
  }

  scoreTable(trial: string, part: string) {
    return this.#selecting.scoreTable(trial, part);
  }

  examples(trial: string, part: string): Promise<PartExamples | undefined> {
    return this.#selecting.examples(trial, part);
  }

  async history(trial: string): Promise<TrainingHistory | undefined> {
    return (await this.#detail(trial, 'history')) as TrainingHistory | undefined;
  }

  async extra(trial: string): Promise<JsonObject | undefined> {
    return (await this.#detail(trial, 'extra')) as JsonObject | undefined;
  }

  async selectBest({ arms }: { readonly arms?: readonly string[] } = {}): Promise<Selection> {
    const scores = arms === undefined ? this.scores().filter(isCandidate) : this.scores({ arms });
    const selection = chooseBest(byArm(scores), this.plan.current);
    const last = this.selections.at(-1);
    if (last !== undefined && sameBut(last, selection, 'at')) return last;
    await this.#write((store) => store.add({ type: 'selection', ...selection }));
    this.#record.selections.push(selection);
    return selection;
  }

  async openTest({ selected = true }: { readonly selected?: boolean } = {}): Promise<OpenedTest<Parameters>> {
    const selection = this.selections.at(-1);
    if (selected && selection === undefined) throw nothingSelected();
    const opening: TestOpening = {
      at: new Date().toISOString(),
      arm: selected ? (selection?.arm ?? null) : null,
      trials: this.trials.length,
    };
    const known = this.openings.find((earlier) => sameBut(earlier, opening, 'at'));
    if (known === undefined) {
      await this.#write((store) => store.add({ type: 'opening', ...opening }));
      this.#record.openings.push(opening);
    }
    const part = comparisonPart(this.plan.current);
    return {
      ...partResults<Parameters>(this, this.#record, { part, open: () => true }),
      opening: known ?? opening,
      warnings: openingWarnings(this.openings, known ?? opening),
    };
  }

  /** Adds to the store, which is open only meanwhile. */
  async #write(work: (store: StudyStore) => Promise<void>): Promise<void> {
    const store = await StudyStore.open(this.folder, this.name);
    try {
      await work(store);
    } finally {
      await store.close();
    }
  }

  async #detail(trial: string, what: 'history' | 'extra'): Promise<Json | undefined> {
    const result = this.#record.results.get(trial);
    if (result === undefined) throw noResult(trial);
    const place = result.status === 'done' ? result[what] : undefined;
    return place && readDetail(storeFiles(this.folder).details, place);
  }
}

/** A result as its readers see it: without scores. */
export function recordedTrial<Parameters extends JsonObject>(result: ResultEntry): RecordedTrial<Parameters> {
  const { trial, startedAt, seconds, worker } = result;
  const common = { trial: trial as RecordedTrial<Parameters>['trial'], startedAt, seconds, worker };
  return result.status === 'done'
    ? { ...common, status: 'done' }
    : { ...common, status: 'failed', error: result.error };
}

function isCandidate({ trial }: TrialScore): boolean {
  return trial.parameters.control === undefined;
}

interface PartAccess {
  /** The part that is meant where none is named. */
  readonly part: string;
  readonly open: (part: string) => boolean;
}

function partResults<Parameters extends JsonObject>(
  { plan, folder }: { readonly plan: StoredPlan; readonly folder: string },
  record: StudyRecord,
  access: PartAccess,
): PartResults<Parameters> {
  const requireOpen = (part: string) => {
    if (!access.open(part)) throw sealed(part, access.part);
  };
  const scores = (query: ScoreQuery = {}) => {
    const { task = plan.current.task, score = plan.current.score, part = access.part } = query;
    requireOpen(part);
    return queryScores<Parameters>(record.results, { ...query, task, score, part });
  };
  const partOf = (trial: string, part: string) => {
    requireOpen(part);
    const result = record.results.get(trial);
    if (result === undefined) throw noResult(trial);
    return result.status === 'done' ? result.parts[part] : undefined;
  };
  const read = async (place: Place | undefined): Promise<PartExamples['labels']> =>
    place === undefined
      ? {}
      : ((await readDetail(storeFiles(folder).details, place)) as PartExamples['labels']);
  return {
    scores,
    byArm: (query) => byArm(scores(query)),
    scoreTable: (trial, part) => partOf(trial, part)?.scores,
    examples: async (trial, part) => {
      const { predictions, labels } = partOf(trial, part) ?? {};
      if (predictions === undefined && labels === undefined) return undefined;
      return { predictions: await read(predictions), labels: await read(labels) };
    },
  };
}

function openingWarnings(openings: readonly TestOpening[], opening: TestOpening): string[] {
  const others = openings.slice(0, openings.indexOf(opening)).filter(({ arm }) => arm !== opening.arm);
  const named = ({ arm }: TestOpening) => (arm === null ? 'all arms' : `'${arm}'`);
  return [
    ...others.map(
      (other) =>
        `The test part was opened before, on ${other.at} for ${named(other)}, and now for ${named(opening)}: what it says of the latter may be too good.`,
    ),
    ...openings
      .slice(0, openings.indexOf(opening))
      .filter(({ arm, trials }) => arm === opening.arm && trials !== opening.trials)
      .map(
        ({ at, trials }) =>
          `The test part was opened on ${at} with ${trials} trials, and now with ${opening.trials}: trials were added after its scores could be seen.`,
      ),
  ];
}

function sameBut<T extends object>(a: T, b: T, left: keyof T): boolean {
  return JSON.stringify({ ...a, [left]: undefined }) === JSON.stringify({ ...b, [left]: undefined });
}

function sealed(part: string, selecting: string): TomoniError {
  return new TomoniError({
    code: 'invalid-argument',
    what: `The part '${part}' is sealed: until the test is opened there are the scores of '${selecting}' alone.`,
    remedy: 'Choose with `selectBest()`, then ask what `openTest()` gives.',
  });
}

function nothingSelected(): TomoniError {
  return new TomoniError({
    code: 'invalid-argument',
    what: 'The test part is to be opened, and no arm was selected.',
    remedy:
      'Call `selectBest()` first; where the planned comparisons are made for all arms, say `openTest({ selected: false })`.',
  });
}

function noResult(trial: string): TomoniError {
  return new TomoniError({
    code: 'not-found',
    what: `There is no result of a trial '${trial}'.`,
    remedy: 'Give the id of one of the trials of the study.',
  });
}
