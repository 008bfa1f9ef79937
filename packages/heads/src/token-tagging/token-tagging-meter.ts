import type { Meter, TaggedSpan } from '@tomoni/spec';
import { type ClassScores, spanScores } from '@tomoni/statistics';
import { inventory } from '../inventory/inventory.js';
import { gatheringMeter } from '../meters/gathering-meter.js';
import { type AlignedSpan, align } from './alignment.js';
import { type LabelOn, type Unit, unitsOf } from './units.js';

/**
 * Scores of a token tagging. A predicted span is right where start, end and tag all are, with the edges of true spans
 * moved to those of the tokens (or words) they touch. A true span whose end was cut away with the end of its text is
 * right where its rest is found; one that was cut away altogether is missed.
 */
export type TokenTaggingScores<Tag extends string> = {
  /** F1 over all spans. */
  readonly f1: number;
  readonly precision: number;
  readonly recall: number;
  /** Fraction of tokens (or words) with the right IOB2 label. */
  readonly tokenAccuracy: number;
  /** True spans of which a part or all was cut away because the text was too long. */
  readonly cutSpans: number;
  /** By tag: those that were actual or predicted at least once. */
  readonly perTag: Readonly<Partial<Record<Tag, ClassScores>>>;
};

export function tokenTaggingMeter<Tag extends string>(
  tags: readonly Tag[],
  labelOn: LabelOn,
): Meter<readonly TaggedSpan<Tag>[], readonly TaggedSpan<Tag>[], TokenTaggingScores<Tag>> {
  const { indexOf } = inventory(tags, 'tag');
  return gatheringMeter((gathered) => {
    const compared = gathered.map(({ label, prediction, encoding }) => {
      const units = unitsOf(encoding, labelOn);
      const actual = align(label, units, encoding, indexOf);
      const predicted = align(prediction, units, encoding, indexOf);
      const owned = units.flatMap((unit, index) => (unit.owned ? [index] : []));
      return {
        actual: actual.spans.filter((span) => answersFor(span, units)),
        predicted: prediction,
        units: owned.length,
        right: owned.filter((index) => actual.states[index] === predicted.states[index]).length,
      };
    });
    const { micro, perTag } = spanScores(
      compared.map(({ actual }) => actual),
      compared.map(({ predicted }) => predicted),
    );
    const sum = (of: (one: (typeof compared)[number]) => number) =>
      compared.reduce((total, one) => total + of(one), 0);
    return {
      f1: micro.f1,
      precision: micro.precision,
      recall: micro.recall,
      tokenAccuracy: sum(({ right }) => right) / sum(({ units }) => units),
      cutSpans: sum(({ actual }) => actual.filter(({ cut }) => cut).length),
      perTag: perTag as Partial<Record<Tag, ClassScores>>,
    };
  });
}

/** Whether a span is one that this encoding, not another window of the text, is to find. */
function answersFor(span: AlignedSpan<string>, units: readonly Unit[]): boolean {
  return span.first < 0 || (units[span.first] as Unit).owned;
}
