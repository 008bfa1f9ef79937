// F1 of content words (nouns, adverbs, adjectives) against the gold tags of a treebank, for every analyser that is there.
//
//   node content-words.mjs <ja | en> <file.jsonl.gz> [NAME=FOLDER of a dictionary for MeCab …]
//
// Each line is an object with `text`, `tokens`, `upos` and, for Japanese, `xpos`. Spans count where edges and tag are right.
// Sudachi is asked for as `sudachipy`, or by the program in SUDACHI; Juman++ as `jumanpp`.
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { contentWords } from '@tomoni/labels';
import { jumanpp, kuromoji, lindera, mecab, sudachi, wink } from '@tomoni/tokenization';

const [language, file, ...dictionaries] = process.argv.slice(2);
const rows = gunzipSync(readFileSync(file))
  .toString()
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line));
const command = process.env.SUDACHI ?? 'sudachipy';
const candidates =
  language === 'en'
    ? [['wink', wink()]]
    : [
        ['kuromoji', kuromoji()],
        ['lindera', lindera()],
        ['mecab', mecab()],
        ...dictionaries
          .map((entry) => entry.split('='))
          .map(([name, dictionary]) => [`mecab ${name}`, mecab({ dictionary })]),
        ...['A', 'B', 'C'].map((mode) => [`sudachi ${mode}`, sudachi({ mode, command })]),
        ['jumanpp', jumanpp()],
      ];

const tags = { NOUN: 'noun', PROPN: 'noun', ADJ: 'adjective', ADV: 'adverb' };
/** The same by the treebank's own tags: verbal nouns stay nouns, whatever follows them. */
const ownTags = [
  [/^名詞-(?!数詞)/, 'noun'],
  [/^接尾辞-名詞的/, 'noun'],
  [/^形状詞-(?!助動詞)/, 'adjective'],
  [/^形容詞/, 'adjective'],
  [/^副詞/, 'adverb'],
];

function gold({ text, tokens, upos, xpos }, own) {
  let at = 0;
  return tokens.flatMap((token, i) => {
    const start = text.indexOf(token, at);
    at = start + token.length;
    const tag = own ? ownTags.find(([pattern]) => pattern.test(xpos[i]))?.[1] : tags[upos[i]];
    return tag === undefined ? [] : [{ start, end: at, tag }];
  });
}

function f1(expected, found, key) {
  let [right, all, wanted] = [0, 0, 0];
  expected.forEach((spans, i) => {
    const keys = new Set(spans.map(key));
    wanted += spans.length;
    all += found[i].length;
    for (const span of found[i]) if (keys.has(key(span))) right++;
  });
  return ((2 * right) / (all + wanted)).toFixed(4);
}

const exact = ({ start, end, tag }) => `${start}:${end}:${tag}`;
const only = (spans, tag) => spans.map((own) => own.filter((span) => span.tag === tag));
const encodingOf = ({ text }) => ({
  text,
  ids: new Int32Array(0),
  offsets: new Int32Array(0),
  wordIds: new Int32Array(0),
  sequenceIds: new Int8Array(0),
  special: new Uint8Array(0),
  tokens: [],
  truncated: 1,
});
const byUniversal = rows.map((row) => gold(row, false));
const byOwn = language === 'ja' ? rows.map((row) => gold(row, true)) : undefined;
console.log({
  sentences: rows.length,
  words: rows.reduce((sum, { tokens }) => sum + tokens.length, 0),
  labels: byUniversal.flat().length,
});
/** Other choices of tags, for one analyser: adjectival nouns among the nouns, and all nouns of IPADIC's own. */
const choices = {
  'kuromoji, adjectival nouns as nouns': {
    noun: ['NOUN', 'PROPN', '名詞,形容動詞語幹'],
    adverb: ['ADV'],
    adjective: ['ADJ'],
  },
  'kuromoji, as IPADIC counts': { noun: ['名詞'], adverb: ['副詞'], adjective: ['形容詞'] },
};
if (language === 'ja') for (const name of Object.keys(choices)) candidates.push([name, kuromoji()]);
for (const [name, analyzer] of candidates) {
  try {
    const generator = contentWords({ language, analyzer, ...(choices[name] && { tags: choices[name] }) });
    const fitted = await generator.fit({ texts: rows.map(({ text }) => text), encodings: [], labels: [] });
    const found = (await fitted.annotate(rows.map(encodingOf))).map(({ label }) => label);
    const result = { f1: f1(byUniversal, found, exact) };
    for (const tag of ['noun', 'adjective', 'adverb'])
      result[tag] = f1(only(byUniversal, tag), only(found, tag), exact);
    if (byOwn !== undefined) result.f1OwnTags = f1(byOwn, found, exact);
    result.unknown = fitted.describe().unknown.toFixed(4);
    console.log(name.padEnd(36), JSON.stringify(result));
  } catch (error) {
    console.log(name.padEnd(36), error.message.slice(0, 120));
  }
}
process.exit(0);
