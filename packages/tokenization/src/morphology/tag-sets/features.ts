import type { Morpheme } from '../analyzer.js';
import type { UniversalTag } from '../universal-tag.js';
import { ipadicTag } from './ipadic.js';
import { jumanTag } from './juman.js';
import { joinTag } from './tag-table.js';
import { unidicTag } from './unidic.js';

/** What the features of a dictionary's word say of it. */
export type WordFacts = Pick<Morpheme, 'tag' | 'rawTag' | 'lemma' | 'conjugation'>;

/** Sets of tags, and the order of the features they stand among. */
export type TagSet = 'ipadic' | 'unidic' | 'juman' | 'sudachi';

/** Where the features of a dictionary say what. */
interface FeatureLayout {
  /** Levels of the part of speech. */
  readonly levels: number;
  readonly type: number;
  readonly form: number;
  readonly lemma: number;
  readonly tagOf: (rawTag: string) => UniversalTag;
}

const layouts: Readonly<Record<TagSet, FeatureLayout>> = {
  ipadic: { levels: 4, type: 4, form: 5, lemma: 6, tagOf: ipadicTag },
  unidic: { levels: 4, type: 4, form: 5, lemma: 10, tagOf: unidicTag },
  juman: { levels: 2, type: 2, form: 3, lemma: 4, tagOf: jumanTag },
  sudachi: { levels: 4, type: 4, form: 5, lemma: 6, tagOf: unidicTag },
};

/** Reads the features of words as dictionaries of a family list them. */
export function factsOf(tagSet: TagSet): (features: readonly string[]) => WordFacts {
  const { levels, type, form, lemma, tagOf } = layouts[tagSet];
  return (features) => {
    const rawTag = joinTag(features.slice(0, levels));
    const [base, inflection] = [features[lemma], features[type]];
    return {
      tag: tagOf(rawTag),
      rawTag,
      ...(isFilled(base) ? { lemma: base } : {}),
      ...(isFilled(inflection) ? { conjugation: { type: inflection, form: features[form] ?? '' } } : {}),
    };
  };
}

/** The facts of a word in a text: one that is not in the dictionary, and has neither letter nor digit, is a symbol. */
export function factsInText(surface: string, known: boolean, facts: WordFacts): WordFacts {
  return known || facts.tag === 'PUNCT' || /[\p{L}\p{N}]/u.test(surface) ? facts : { ...facts, tag: 'SYM' };
}

function isFilled(feature: string | undefined): feature is string {
  return feature !== undefined && feature !== '' && feature !== '*';
}
