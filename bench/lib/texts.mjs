import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Texts of a data set: the rows of `<folder>/<set>/<part>.jsonl.gz`, one part after the other. */
export function readTexts(folder, set, parts) {
  return parts.flatMap((part) =>
    gunzipSync(readFileSync(join(folder, set, `${part}.jsonl.gz`)))
      .toString('utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).text),
  );
}

/**
 * Texts of made-up words whose frequencies fall as in natural language, and of which some follow others more often than by
 * chance; the same ones at every call.
 */
export function madeUpTexts(count, words, vocabulary = 20_000) {
  const next = uniform();
  const word = () => Math.floor(vocabulary ** next());
  return Array.from({ length: count }, () => {
    let last = word();
    return Array.from({ length: words }, () => {
      last = next() < 0.4 ? (last * 7919 + 13) % vocabulary : word();
      return `w${last}`;
    }).join(' ');
  });
}

const sentences = {
  en: [
    'The old ferry left the harbour before sunrise, carrying letters, fruit and eleven passengers.',
    'She quickly wrote down every number that the engineer had read out from the dusty panel.',
    'Prices of copper fell sharply in March, although most analysts had expected a slow recovery.',
    'Nobody remembers who planted the two enormous lime trees behind the school.',
    'If the tests are green tomorrow, we will send the new version to our customers on Friday.',
    'A quiet afternoon, warm bread, and a good book: what more could one really want?',
    'The committee has not yet decided whether the bridge should be repaired or rebuilt.',
    'Light rain is falling in the valley, but higher up the mountains are already white.',
  ],
  ja: [
    '昨日の夕方、古い港の近くで小さな船がゆっくりと出発した。',
    '新しい電子書籍の端末は、とても軽くて読みやすいと評判です。',
    '映画の主人公は、雨の中で静かに友人の手紙を読んでいる。',
    '東京と大阪を結ぶ新幹線の料金が、来年の春から少し高くなるらしい。',
    '彼女は毎朝早く起きて、庭の赤い花に水をやります。',
    'この会社では、若い社員が自由に意見を言えるように会議を工夫している。',
    '冷たい風が吹き始めると、山の木々はあっという間に色づいた。',
    '試合の後半に三つの得点が決まり、観客は大いに盛り上がった。',
  ],
};

/** Texts of some sentences in a language, drawn at random; the same ones at every call. */
export function writtenTexts(language, count, length) {
  const all = sentences[language];
  const next = uniform();
  return Array.from({ length: count }, () =>
    Array.from({ length }, () => all[Math.floor(all.length * next())]).join(language === 'ja' ? '' : ' '),
  );
}

/** Numbers in [0, 1) that look random, always the same ones. */
function uniform() {
  let state = 1;
  return () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
