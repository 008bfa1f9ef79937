// How far the analysers that are packages agree with MeCab and IPADIC, word by word.
//
//   node agreement.mjs <file.jsonl.gz> [number of texts]
//
// Each line of the file is an object with a `text`. Needs MeCab with IPADIC: apt-get install mecab mecab-ipadic-utf8
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { kuromoji, lindera, mecab } from '@tomoni/tokenization';

const [file, count] = process.argv.slice(2);
const all = gunzipSync(readFileSync(file)).toString().trim().split('\n');
const wanted = Number(count ?? all.length);
const texts = Array.from(
  { length: wanted },
  (_, i) => JSON.parse(all[Math.floor((i * all.length) / wanted)]).text,
);

const reference = mecab();
const others = [kuromoji(), lindera()];
const scores = new Map(
  others.map(({ kind }) => [kind, { spans: 0, tags: 0, universal: 0, texts: 0, words: 0, ms: 0 }]),
);
let words = 0;
for (const analyzer of [reference, ...others]) await analyzer.dictionary();
const examples = [];
for (let start = 0; start < texts.length; start += 200) {
  const part = texts.slice(start, start + 200);
  const expected = await reference.analyze(part);
  words += expected.flat().length;
  for (const analyzer of others) {
    const score = scores.get(analyzer.kind);
    const begin = performance.now();
    const found = await analyzer.analyze(part);
    score.ms += performance.now() - begin;
    found.forEach((own, i) => {
      const right = new Map(expected[i].map((word) => [`${word.start}:${word.end}`, word]));
      let same = 0;
      for (const word of own) {
        const there = right.get(`${word.start}:${word.end}`);
        if (there !== undefined) same++;
        if (there?.rawTag === word.rawTag) score.tags++;
        if (there?.tag === word.tag) score.universal++;
        else if (analyzer.kind === 'kuromoji' && examples.length < 20)
          examples.push(
            `${part[i].slice(word.start - 8, word.start)}[${word.surface} ${word.rawTag}; MeCab ${there?.rawTag}]`,
          );
      }
      score.words += own.length;
      score.spans += same;
      if (same === own.length && same === expected[i].length) score.texts++;
    });
  }
}
const characters = texts.reduce((sum, text) => sum + text.length, 0);
console.log({ texts: texts.length, characters, words });
for (const [kind, { spans, tags, universal, texts: whole, words: own, ms }] of scores)
  console.log(kind, {
    words: own,
    sameSpans: spans / words,
    differentSpans: words - spans,
    sameOwnTags: tags / words,
    sameUniversalTags: universal / words,
    sameTexts: whole / texts.length,
    charactersPerSecond: Math.round((characters / ms) * 1000),
  });
for (const example of examples) console.log(JSON.stringify(example));
