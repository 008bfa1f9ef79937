import { TomoniError, type TrialSpec } from '@tomoni/spec';
import { mean, meanInterval, summarize } from '@tomoni/statistics';
import { planDirection } from '../../plan/plan-direction.js';
import { baselineSpread } from '../auxiliary-tasks/baseline-spread.js';
import type { AnalysisPlan, PlannedComparison } from '../plan/analysis-plan.js';
import { placeOf, type ScoredRun, type UnscoredRun } from '../runs/scored-runs.js';
import { claimsOf } from './claims.js';
import { compareArms, withVerdicts } from './compare-arms.js';
import { dateText } from './date-text.js';
import type { ArmReport, ChosenArm, StudyDesign, StudyReport } from './study-report.js';

/** How a study was carried out, as far as it bears on its claims. */
export interface StudyConduct {
  /** The part whose scores are given. Default: the plan's. */
  readonly part?: string;
  /** The arm that was chosen, the part by which, and the arms that could be. Default: the best mean of `selecting`, if given. */
  readonly selection?: {
    readonly arm: string;
    readonly part: string;
    readonly candidates?: readonly unknown[];
  };
  /** Scores of the same trials on the part by which arms are chosen. */
  readonly selecting?: readonly ScoredRun[];
  /** Trials that the study was to have: those without a run are listed as missing. */
  readonly expected?: readonly TrialSpec[];
  /** Trials that failed or have no usable score. */
  readonly unscored?: readonly UnscoredRun[];
  /** When the compared part was opened: ISO 8601 dates and times. */
  readonly openings?: readonly string[];
  /** Whether the plan was stored before the first trial; `undefined` where that is not known. */
  readonly planStored?: boolean;
  /** Changes of the plan after results were there. */
  readonly amendments?: readonly { readonly at: string; readonly reason: string; readonly trials: number }[];
  /** Comparisons beyond the plan. Default: the arms against the baseline that the plan does not name. */
  readonly postHoc?: readonly PlannedComparison[];
  /** Sentences to stand among the warnings. */
  readonly notices?: readonly string[];
}

/**
 * Analyses runs as a plan says: planned comparisons first, all else labelled post hoc, and what the design of the study allows to claim.
 *
 * Runs may come from a study or from a printed table. Where trials have folds, the seeds of a fold are averaged, and arms are
 * compared fold by fold.
 *
 * @throws TomoniError `invalid-argument` where the direction of the score is not known, or an arm that is compared has no trial; `invalid-data` where a score is not finite
 *
 * @example
 * ```ts
 * import { analyzeRuns, type ScoredRun } from '@tomoni/studies';
 *
 * const run = (arm: string, seed: number, score: number): ScoredRun => ({
 *   id: `${arm}-${seed}`,
 *   arm,
 *   seed,
 *   parameters: {},
 *   score,
 * });
 * const runs = [0.9, 0.91, 0.89].flatMap((score, seed) => [
 *   run('single', seed, score),
 *   run('multi', seed, score + 0.02 + seed / 1000),
 * ]);
 * const report = analyzeRuns(runs, { task: 'topic', score: 'accuracy', baseline: 'single' });
 * console.log(report.planned[0]?.test?.description, report.claims);
 * ```
 */
export function analyzeRuns(
  runs: readonly ScoredRun[],
  plan: AnalysisPlan,
  conduct: StudyConduct = {},
): StudyReport {
  const better = planDirection(plan);
  const part = conduct.part ?? plan.part ?? 'test';
  runs.forEach(requireFinite);
  const byArm = groupByArm(runs);
  const names = [...byArm.keys()];
  const design = designOf(runs, byArm);
  const known = [
    ...new Set([
      ...names,
      ...[...(conduct.unscored ?? []), ...(conduct.expected ?? [])].map(({ arm }) => arm),
    ]),
  ];
  const everyArm = known.filter((arm) => arm !== plan.baseline).map((arm): PlannedComparison => ({ arm }));
  const pair = ({ arm, baseline = plan.baseline }: PlannedComparison) => ({ arm, baseline });
  const planned = (plan.comparisons ?? everyArm).map(pair);
  const isPlanned = (arm: string, baseline: string) =>
    planned.some((each) => each.arm === arm && each.baseline === baseline);
  const beyond = (conduct.postHoc ?? everyArm)
    .map(pair)
    .filter(({ arm, baseline }) => arm !== baseline && !isPlanned(arm, baseline));
  const compared = (pairs: readonly { arm: string; baseline: string }[], isPlannedPair: boolean) =>
    withVerdicts(
      pairs.map(({ arm, baseline }) =>
        compareArms(
          { arm, runs: runsOf(byArm, arm, known) },
          { arm: baseline, runs: runsOf(byArm, baseline, known) },
          plan,
          design,
          isPlannedPair,
        ),
      ),
      plan,
      isPlannedPair,
    );
  const arms = [plan.baseline, ...names.filter((name) => name !== plan.baseline)]
    .filter((name) => names.includes(name))
    .map((arm) => armReport(arm, byArm.get(arm) ?? [], design));
  const omitted = [...(conduct.unscored ?? []), ...missing(runs, conduct)];
  const found = {
    plan,
    better,
    part,
    design,
    arms,
    planned: compared(planned, true),
    postHoc: compared(beyond, false),
    chosen: chosenArm(arms, plan, better, conduct),
    omitted,
    warnings: warningsOf(arms, plan, design, omitted, conduct),
  };
  return { ...found, claims: claimsOf(found, conduct) };
}

type RunsByArm = ReadonlyMap<string, readonly ScoredRun[]>;

function groupByArm(runs: readonly ScoredRun[]): RunsByArm {
  const groups = new Map<string, ScoredRun[]>();
  for (const run of runs) {
    const own = groups.get(run.arm);
    if (own === undefined) groups.set(run.arm, [run]);
    else own.push(run);
  }
  return groups;
}

function requireFinite({ id, score }: ScoredRun): void {
  if (Number.isFinite(score)) return;
  throw new TomoniError({
    code: 'invalid-data',
    what: `The run '${id}' has the score ${score}.`,
    remedy: 'Give it among the runs without a score, so that the report lists it.',
  });
}

/** None for an arm of which all trials failed or are missing. */
function runsOf(byArm: RunsByArm, arm: string, known: readonly string[]): readonly ScoredRun[] {
  if (known.includes(arm)) return byArm.get(arm) ?? [];
  throw new TomoniError({
    code: 'invalid-argument',
    what: `The arm '${arm}' is to be compared and has no trial.`,
    remedy: `These arms have some: ${known.map((name) => `'${name}'`).join(', ') || 'none'}.`,
  });
}

function designOf(runs: readonly ScoredRun[], byArm: RunsByArm): StudyDesign {
  const ascending = (values: readonly number[]) => [...new Set(values)].sort((a, b) => a - b);
  const folds = ascending(runs.flatMap(({ fold }) => (fold === undefined ? [] : [fold])));
  const repeated = [...byArm.values()].some((own) => own.length > 1);
  return {
    kind: folds.length > 0 ? 'folds' : repeated ? 'seeds' : 'single runs',
    arms: byArm.size,
    runs: runs.length,
    folds,
    seeds: ascending(runs.map(({ seed }) => seed)),
  };
}

function armReport(arm: string, own: readonly ScoredRun[], design: StudyDesign): ArmReport {
  const scores =
    design.kind === 'folds'
      ? design.folds.flatMap((fold) => {
          const members = own.filter((run) => run.fold === fold);
          return members.length === 0 ? [] : [mean(members.map(({ score }) => score))];
        })
      : own.map(({ score }) => score);
  const hasInterval = design.kind === 'seeds' && scores.length > 1;
  return {
    arm,
    scores,
    summary: summarize(scores),
    interval: hasInterval ? meanInterval(scores) : undefined,
  };
}

/** Expected trials that have neither a score nor another reason. */
function missing(runs: readonly ScoredRun[], { expected = [], unscored = [] }: StudyConduct): UnscoredRun[] {
  const known = new Set([...runs, ...unscored].map(({ id }) => id));
  return expected
    .filter(({ id, preparation }) => !preparation && !known.has(id))
    .map((trial) => ({ ...placeOf(trial), reason: 'It was not run.' }));
}

function chosenArm(
  arms: readonly ArmReport[],
  plan: AnalysisPlan,
  better: 'higher' | 'lower',
  { selection, selecting = [] }: StudyConduct,
): ChosenArm | undefined {
  const means = Array.from(groupByArm(selecting), ([arm, own]) => ({
    arm,
    mean: mean(own.map(({ score }) => score)),
  }));
  const best = means.reduce<(typeof means)[number] | undefined>(
    (first, next) =>
      first === undefined || (better === 'higher' ? next.mean > first.mean : next.mean < first.mean)
        ? next
        : first,
    undefined,
  );
  const arm = selection?.arm ?? best?.arm;
  if (arm === undefined) return undefined;
  return {
    arm,
    part: selection?.part ?? plan.selection ?? 'validation',
    candidates: selection?.candidates?.length ?? arms.length,
    selecting: means.find((each) => each.arm === arm)?.mean,
    mean: arms.find((each) => each.arm === arm)?.summary.mean,
  };
}

function warningsOf(
  arms: readonly ArmReport[],
  plan: AnalysisPlan,
  design: StudyDesign,
  omitted: readonly UnscoredRun[],
  conduct: StudyConduct,
): string[] {
  const baseline = arms.find(({ arm }) => arm === plan.baseline);
  const others = arms.filter(({ arm }) => arm !== plan.baseline).map(({ scores }) => scores);
  const spread = baseline && baselineSpread(baseline.scores, others);
  const takesFoldsAsIndependent =
    design.kind === 'folds' && plan.test !== undefined && plan.test !== 'corrected-resampled';
  const counts = new Set(arms.map(({ scores }) => scores.length));
  return [
    ...(conduct.notices ?? []),
    ...(conduct.amendments ?? []).map(
      ({ at, reason, trials }) =>
        `The plan was changed on ${dateText(at)}, when ${trials} trials had a result: ${reason}`,
    ),
    ...(conduct.planStored === false ? ['The plan was not stored before the first trial.'] : []),
    ...(spread?.unstable ? [spread.description] : []),
    ...(takesFoldsAsIndependent
      ? [
          `The planned test (${plan.test}) takes folds to be independent; they share training data, so that it finds differences too often.`,
        ]
      : []),
    ...(omitted.length > 0
      ? [
          `${omitted.length} ${omitted.length === 1 ? 'trial has' : 'trials have'} no score and ${omitted.length === 1 ? 'is' : 'are'} left out of all means: if that has to do with the arm, its mean is biased.`,
        ]
      : []),
    ...(counts.size > 1 && omitted.length === 0 ? ['The arms have different numbers of runs.'] : []),
  ];
}
