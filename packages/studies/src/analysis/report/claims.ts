import { decimalFormat } from '@tomoni/statistics';
import type { StudyConduct } from './analyze-runs.js';
import { dateText } from './date-text.js';
import type { ArmComparison, StudyReport } from './study-report.js';

type Report = Omit<StudyReport, 'claims'>;

/** Comparisons of which the same is said. */
type Group = readonly [ArmComparison, ...ArmComparison[]];

/** What the design of a study allows to claim, in sentences. */
export function claimsOf(report: Report, conduct: StudyConduct): string[] {
  return [
    ...verdictSentences(report),
    scopeSentence(report),
    'The texts tested on are taken as given; how far results hang on them is told by a comparison text by text.',
    ...multiplicitySentence(report),
    ...equivalenceSentences(report),
    ...planSentences(report, conduct),
    ...selectionSentences(report, conduct),
  ];
}

/** What was found, a sentence each; then what is undecided, and what could not be tested, in one sentence each. */
function verdictSentences(report: Report): string[] {
  const found = report.planned.filter(({ verdict }) => verdict === 'better' || verdict === 'worse');
  const undecided = report.planned.filter(({ verdict }) => verdict === 'undecided');
  const untested = report.planned.filter(({ verdict }) => verdict === 'untested');
  return [
    ...found.map((comparison) => findingSentence(comparison, report)),
    ...groupBy(undecided, ({ baseline }) => baseline).map((group) => undecidedSentence(group, report)),
    ...groupBy(untested, ({ baseline, untested: why }) => JSON.stringify([baseline, why])).map(
      (group) =>
        `Nothing is claimed of ${armsOf(group)} against '${group[0].baseline}': ${group[0].untested}`,
    ),
  ];
}

function findingSentence({ arm, baseline, verdict, test }: ArmComparison, { plan }: Report): string {
  const size = scoreText(Math.abs(test?.estimate ?? Number.NaN));
  return `'${arm}' is ${verdict} than '${baseline}' by ${size} in ${plan.score} (${test?.test}).`;
}

function undecidedSentence(group: Group, report: Report): string {
  const { asked, denied } =
    wordings[report.plan.alternative ?? 'two-sided'][group.length === 1 ? 'one' : 'several'];
  return `Whether ${armsOf(group)} ${asked} '${group[0].baseline}' is undecided; that ${denied} is not shown.${detectableSentence(group, report)}`;
}

const wordings = {
  'two-sided': {
    one: { asked: 'differs from', denied: 'it does not differ' },
    several: { asked: 'differ from', denied: 'they do not differ' },
  },
  better: {
    one: { asked: 'is better than', denied: 'it is not better' },
    several: { asked: 'are better than', denied: 'they are not better' },
  },
} as const;

/** Which true difference the study would have found. */
function detectableSentence(group: Group, { plan, planned }: Report): string {
  const sizes = group.flatMap(({ detectable }) => detectable ?? []);
  if (sizes.length === 0) return '';
  const [least, most] = [scoreText(Math.min(...sizes)), scoreText(Math.max(...sizes))];
  const differences =
    least === most ? `A true difference of ${most}` : `True differences of ${least} to ${most}`;
  const isCorrected = plan.correction !== 'none' && testedOf(planned) > 1;
  return ` ${differences} would have been found with probability 0.8${isCorrected ? ', before the correction' : ''}.`;
}

/** More arms than these are counted, not named. */
const mostNamed = 8;

function armsOf(group: Group): string {
  if (group.length > mostNamed) return `${group.length} arms`;
  const names = group.map(({ arm }) => `'${arm}'`);
  const last = names.pop();
  return names.length === 0 ? `${last}` : `${names.join(', ')} and ${last}`;
}

function groupBy(comparisons: readonly ArmComparison[], key: (comparison: ArmComparison) => string): Group[] {
  const groups = new Map<string, [ArmComparison, ...ArmComparison[]]>();
  for (const comparison of comparisons) {
    const group = groups.get(key(comparison));
    if (group === undefined) groups.set(key(comparison), [comparison]);
    else group.push(comparison);
  }
  return [...groups.values()];
}

const scoreText = decimalFormat(4);

function testedOf(comparisons: readonly ArmComparison[]): number {
  return comparisons.filter(({ test }) => test !== undefined).length;
}

function scopeSentence({ design }: Report): string {
  if (design.kind === 'folds')
    return `Models were trained on ${design.folds.length} folds of one data set${design.seeds.length > 1 ? ', scores averaged over the seeds of a fold' : ''}. Folds share training data, for which the corrected resampled test allows and the paired t-test does not. Claims hold for training sets of this size from this source.`;
  if (design.kind === 'seeds')
    return 'Runs differ by their seeds alone, on one split of the data: claims hold for models trained and tested on this split.';
  return 'Every arm has a single run: differences cannot be told from chance.';
}

function multiplicitySentence({ plan, planned }: Report): string[] {
  const tested = testedOf(planned);
  if (tested < 2) return [];
  const { correction = 'holm', alpha = 0.05 } = plan;
  if (correction === 'none')
    return [
      `${tested} comparisons were tested without correction: with no true difference at all, about ${(tested * alpha).toFixed(1)} of them are found by chance.`,
    ];
  const percent = `${Number((100 * alpha).toPrecision(6))} %`;
  const held =
    correction === 'benjamini-hochberg'
      ? `at most ${percent} of the differences found are expected to be false`
      : `the probability of any false claim among them is at most ${percent}`;
  return [`${tested} comparisons were tested, and p-values corrected: ${held}.`];
}

function equivalenceSentences({ plan, planned }: Report): string[] {
  const equal = planned.filter(({ equivalence }) => equivalence?.equivalent === true);
  if (plan.margin === undefined) return [];
  if (equal.length === 0) return [`No arm is shown to lie within ${plan.margin} of its baseline.`];
  return [
    `Within ${plan.margin} of their baseline, each by its own test: ${equal.map(({ arm }) => `'${arm}'`).join(', ')}.`,
  ];
}

function planSentences({ planned, postHoc }: Report, conduct: StudyConduct): string[] {
  const stored = conduct.planStored === true ? ', in a plan stored before the first trial' : '';
  return [
    `${planned.length} ${planned.length === 1 ? 'comparison was' : 'comparisons were'} planned${stored}.`,
    ...(postHoc.length > 0
      ? [
          `${postHoc.length} more ${postHoc.length === 1 ? 'is' : 'are'} post hoc: questions for another study, not findings of this one.`,
        ]
      : []),
  ];
}

function selectionSentences({ chosen, part }: Report, { openings }: StudyConduct): string[] {
  const choice =
    chosen === undefined
      ? [
          `No arm was chosen by a validation part: the arm with the best mean on the ${part} part is not thereby the best, and its mean is too good.`,
        ]
      : chosen.part === part
        ? [
            `'${chosen.arm}' was chosen among ${chosen.candidates} arms by the ${part} part itself: its mean there is too good.`,
          ]
        : [
            `'${chosen.arm}' was chosen among ${chosen.candidates} arms by the ${chosen.part} part; the ${part} part had no say in it.`,
          ];
  if (openings === undefined) return choice;
  if (openings.length === 0)
    return [...choice, 'The test part has not been opened; these are not test scores.'];
  return [
    ...choice,
    openings.length === 1
      ? `The test part was opened once, on ${dateText(openings[0] as string)}.`
      : `The test part was opened ${openings.length} times, which makes what is chosen after the first time look too good.`,
  ];
}
