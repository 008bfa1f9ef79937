import { decimalFormat } from '@tomoni/statistics';
import type { StudyConduct } from './analyze-runs.js';
import type { ArmComparison, StudyReport } from './study-report.js';

/** What the design of a study allows to claim, in sentences. */
export function claimsOf(report: Omit<StudyReport, 'claims'>, conduct: StudyConduct): string[] {
  return [
    ...report.planned.map((comparison) => verdictSentence(comparison, report)),
    scopeSentence(report),
    'The texts tested on are taken as given; how far results hang on them is told by a comparison text by text.',
    ...multiplicitySentence(report),
    ...equivalenceSentences(report),
    ...planSentences(report, conduct),
    ...selectionSentences(report, conduct),
  ];
}

function verdictSentence(comparison: ArmComparison, report: Omit<StudyReport, 'claims'>): string {
  const { arm, baseline, verdict, test, untested, detectable } = comparison;
  const { score } = report.plan;
  const number = decimalFormat(4);
  if (test === undefined) return `Nothing is claimed of '${arm}' against '${baseline}': ${untested}`;
  const size = number(Math.abs(test.estimate));
  if (verdict !== 'undecided')
    return `'${arm}' is ${verdict} than '${baseline}' by ${size} in ${score} (${test.test}).`;
  const seen =
    detectable === undefined
      ? ''
      : ` A true difference of ${number(detectable)} would have been found with probability 0.8.`;
  return `Whether '${arm}' differs from '${baseline}' is undecided; that it does not differ is not shown.${seen}`;
}

function scopeSentence({ design }: Omit<StudyReport, 'claims'>): string {
  if (design.kind === 'folds')
    return `Models were trained on ${design.folds.length} folds of one data set${design.seeds.length > 1 ? ', scores averaged over the seeds of a fold' : ''}. Folds share training data, for which the corrected resampled test allows and the paired t-test does not. Claims hold for training sets of this size from this source.`;
  if (design.kind === 'seeds')
    return 'Runs differ by their seeds alone, on one split of the data: claims hold for models trained and tested on this split.';
  return 'Every arm has a single run: differences cannot be told from chance.';
}

function multiplicitySentence({ plan, planned }: Omit<StudyReport, 'claims'>): string[] {
  const tested = planned.filter(({ test }) => test !== undefined).length;
  if (tested < 2) return [];
  const { correction = 'holm', alpha = 0.05 } = plan;
  if (correction === 'none')
    return [
      `${tested} comparisons were tested without correction: with no true difference at all, about ${(tested * alpha).toFixed(1)} of them are found by chance.`,
    ];
  const held =
    correction === 'benjamini-hochberg'
      ? `at most ${alpha * 100} % of the differences found are expected to be false`
      : `the probability of any false claim among them is at most ${alpha * 100} %`;
  return [`${tested} comparisons were tested, and p-values corrected: ${held}.`];
}

function equivalenceSentences({ plan, planned }: Omit<StudyReport, 'claims'>): string[] {
  const equal = planned.filter(({ equivalence }) => equivalence?.equivalent === true);
  if (plan.margin === undefined) return [];
  if (equal.length === 0) return [`No arm is shown to lie within ${plan.margin} of its baseline.`];
  return [
    `Within ${plan.margin} of their baseline, each by its own test: ${equal.map(({ arm }) => `'${arm}'`).join(', ')}.`,
  ];
}

function planSentences({ planned, postHoc }: Omit<StudyReport, 'claims'>, conduct: StudyConduct): string[] {
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

function selectionSentences(
  { chosen, part }: Omit<StudyReport, 'claims'>,
  { openings }: StudyConduct,
): string[] {
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
      ? `The test part was opened once, on ${openings[0]}.`
      : `The test part was opened ${openings.length} times, which makes what is chosen after the first time look too good.`,
  ];
}
