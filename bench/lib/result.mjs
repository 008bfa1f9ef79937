import { median, round } from './statistics.mjs';

/**
 * A goal: our figure over that of a rival. `rival` is how the rival's name begins.
 *
 * @typedef {{ rival: string, ratio: number }} Goal
 */

/**
 * One case of a bench as it is printed.
 *
 * Results of one rival in several modes, such as eager and compiled, count as the best of them; `details` has them all.
 *
 * @param {object} parts
 * @param {string} parts.name
 * @param {object[]} parts.results what `race` gave, ours first; `rival` of a result is added to its version
 * @param {(samples: object[]) => number} parts.figure
 * @param {readonly Goal[]} parts.goals
 * @param {boolean} [parts.lowerIsBetter]
 */
export function caseOf({ name, results, figure, goals, lowerIsBetter = false }) {
  const measured = results.filter(({ samples }) => samples.length > 0);
  requireSameModel(measured);
  const [own, ...others] = results.map((result) => ({
    ...result,
    value: result.samples.length === 0 ? null : figure(result.samples),
  }));
  const isBetter = (a, b) => (lowerIsBetter ? a < b : a > b);
  const rivals = {};
  for (const { facts, rival, value } of others) {
    if (value === null) continue;
    const key = [facts.version, rival].filter(Boolean).join(' ');
    if (!(key in rivals) || isBetter(value, rivals[key])) rivals[key] = value;
  }
  const ratioTo = (theirs) => (lowerIsBetter ? theirs / own.value : own.value / theirs);
  const ratios =
    own.value === null
      ? {}
      : Object.fromEntries(Object.entries(rivals).map(([key, theirs]) => [key, round(ratioTo(theirs))]));
  const missing = results.filter((result) => result.missing !== undefined);
  return {
    case: name,
    ours: own.value === null ? null : round(own.value),
    rivals: Object.fromEntries(Object.entries(rivals).map(([key, value]) => [key, round(value)])),
    ratios,
    goals: goals.map((goal) => judge(goal, ratios)),
    ...(missing.length === 0
      ? {}
      : { missing: Object.fromEntries(missing.map(({ name, missing: reason }) => [name, reason])) }),
    details: Object.fromEntries(measured.map((result) => [result.name, detailsOf(result)])),
  };
}

function judge({ rival, ratio }, ratios) {
  const found = Object.entries(ratios).find(([key]) => matches(key, rival));
  return { rival: found?.[0] ?? rival, ratio, reached: found === undefined ? null : found[1] >= ratio };
}

/** `torch-2 P0` stands for `torch-2.15.0 P0`. */
function matches(key, rival) {
  const [version, ...rest] = key.split(' ');
  const [wanted, ...variant] = rival.split(' ');
  return version.startsWith(wanted) && rest.join(' ') === variant.join(' ');
}

function requireSameModel(results) {
  const counts = new Set(results.map(({ facts }) => facts.trained).filter((count) => count !== undefined));
  if (counts.size > 1)
    throw new Error(`The models differ: ${[...counts].join(' and ')} encoder parameters are trained.`);
}

function detailsOf({ facts, samples }) {
  const times = samples.map(({ seconds }) => seconds).filter((seconds) => seconds !== undefined);
  const peaks = samples.map(({ peakBytes }) => peakBytes).filter((bytes) => bytes !== undefined);
  return {
    ...facts,
    ...(times.length === 0
      ? {}
      : {
          seconds: {
            median: round(median(times)),
            fastest: round(Math.min(...times)),
            slowest: round(Math.max(...times)),
          },
        }),
    ...(peaks.length === 0 ? {} : { peakMebibytes: Math.round(Math.max(...peaks) / 2 ** 20) }),
  };
}

/** The fields of a bench's line: its cases, and at the top the one that is furthest from its goals. */
export function resultOf(cases) {
  const distance = ({ goals, ratios }) =>
    Math.min(...goals.map(({ rival, ratio }) => (ratios[rival] ?? Number.POSITIVE_INFINITY) / ratio));
  const [worst] = cases.toSorted((a, b) => distance(a) - distance(b));
  const { details: _, goals: __, missing: ___, ...headline } = worst;
  const { ours, rivals, ratios } = headline;
  return {
    ours,
    rivals,
    ratios,
    ...(cases.length > 1 ? { case: worst.case } : {}),
    reached: reachedAll(cases),
    cases,
  };
}

/** Whether every goal was reached; `null` where one could not be judged and none was missed. */
function reachedAll(cases) {
  const verdicts = cases.flatMap(({ goals }) => goals.map(({ reached }) => reached));
  if (verdicts.includes(false)) return false;
  return verdicts.includes(null) ? null : true;
}
