import type { Analyzer, Morpheme } from '../analyzer.js';
import { inProcessAnalyzer } from '../in-process-analyzer.js';
import { once } from '../once.js';
import { factsInText, factsOf, type WordFacts } from '../tag-sets/features.js';
import { cheapestPath } from './cheapest-path.js';
import { type Entry, loadDictionary } from './dictionary.js';

/**
 * Japanese words and parts of speech by IPADIC as the package `@patdx/kuromoji` brings it, in this process: nothing has
 * to be installed beside the package.
 *
 * The dictionary is kuromoji's, the search is that of MeCab: kuromoji's own cuts at every 、 and 。, makes fewer unknown
 * words, and takes white space for a word, so that its words differ from those of MeCab.
 *
 * @throws TomoniError when it is first asked: `unavailable` where the package is not installed
 *
 * @example
 * ```ts
 * import { kuromoji } from '@tomoni/tokenization';
 *
 * const [words] = await kuromoji().analyze(['静かな森です。']);
 * for (const { surface, tag, rawTag } of words ?? []) console.log(surface, tag, rawTag);
 * ```
 */
export function kuromoji(): Analyzer {
  return inProcessAnalyzer({
    kind: 'kuromoji',
    language: 'ja',
    dictionary: 'ipadic',
    load: analysis,
  });
}

/** The dictionary is shared by all analysers of this process. */
const analysis = once(async () => {
  const dictionary = await loadDictionary();
  const facts = remembered(factsOf('ipadic'));
  return (text: string): Morpheme[] =>
    cheapestPath(text.replaceAll('\0', ' '), dictionary).map(({ start, end, entry }) => {
      const surface = text.slice(start, end);
      const { known } = entry;
      return { start, end, surface, known, ...factsInText(surface, known, facts(entry)) };
    });
});

/** What the features of each entry say, found once. */
function remembered(read: (features: readonly string[]) => WordFacts): (entry: Entry) => WordFacts {
  const known = new WeakMap<Entry, WordFacts>();
  return (entry) => {
    let facts = known.get(entry);
    if (facts === undefined) {
      facts = read(entry.features);
      known.set(entry, facts);
    }
    return facts;
  };
}
