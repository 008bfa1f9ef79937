import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { learnMerges } from '@tomoni/labels';
import { trainWordPiece } from '@tomoni/tokenization';
import { local } from './lib/paths.mjs';
import { race } from './lib/race.mjs';
import { caseOf, resultOf } from './lib/result.mjs';
import { ours, python, threadEnvironment } from './lib/sides.mjs';
import { median } from './lib/statistics.mjs';
import { madeUpTexts, readTexts } from './lib/texts.mjs';

export const goal =
  '20,000 merges of tokens (`--data <folder>`: of Ohsumed) in less than 20 s and 1.5 × the time of the Rust trainer of Python tokenizers, at no more than n log n';
export const unit = 'merges/s';
export const runs = 3;

const merges = 20_000;
const limit = 20;

/** Growth: a quarter, half, and all of the texts. */
const shares = [0.25, 0.5, 1];

/**
 * Both sides read the same token stream, made by a WordPiece vocabulary of 8,000 that is learnt from the texts. The rival
 * gets each text as one word of one private character per token; it counts occurrences of a pair that overlap one by one.
 */
export async function run(options) {
  const folder = mkdtempSync(join(tmpdir(), 'tomoni-bench-'));
  try {
    const all = await tokens(options);
    const cases = [];
    for (const share of shares) {
      const sequences = all.slice(0, Math.ceil(share * all.length));
      const file = join(folder, `${share}.json`);
      writeFileSync(file, JSON.stringify(sequences.map((sequence) => Array.from(sequence))));
      const workload = { file, merges: options.quick ? 200 : merges };
      const results = await race(
        [ours('merges', workload, options), ...(options.alone ? [] : [tokenizers(workload, options)])],
        { runs: options.runs, warmup: 0 },
      );
      const size = sequences.reduce((sum, { length }) => sum + length, 0);
      const figure = (samples) => workload.merges / median(samples.map(({ seconds }) => seconds));
      cases.push({
        ...caseOf({
          name: `${sequences.length} texts, ${size} tokens`,
          results,
          figure,
          goals: [{ rival: 'tokenizers', ratio: 1 / 1.5 }],
        }),
        tokens: size,
      });
    }
    const seconds = cases.map((own) => own.details[Object.keys(own.details)[0]].seconds.median);
    return {
      ...resultOf(cases),
      seconds: seconds.at(-1),
      limit,
      withinLimit: seconds.at(-1) < limit,
      growth: growth(cases, seconds),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** By how much time grew from case to case, and by how much n log n did. */
function growth(cases, seconds) {
  return cases.slice(1).map(({ tokens: more }, i) => {
    const less = cases[i].tokens;
    const rounded = (value) => Number(value.toFixed(2));
    return {
      tokens: rounded(more / less),
      seconds: rounded(seconds[i + 1] / seconds[i]),
      nLogN: rounded((more * Math.log(more)) / (less * Math.log(less))),
    };
  });
}

async function tokens({ data, quick }) {
  const made = () => madeUpTexts(quick ? 400 : 7400, 150);
  const texts = data === undefined ? made() : readTexts(data, 'ohsumed', ['train', 'test']);
  console.error(`${texts.length} texts are cut into tokens`);
  const tokenizer = await trainWordPiece(texts, { vocabularySize: 8000, maxLength: 100_000 });
  return texts.map((text) => tokenizer.encode(text).ids.slice(1, -1));
}

function tokenizers(workload, { threads }) {
  return {
    name: `Python tokenizers in ${python()}`,
    program: python(),
    args: [local('rivals/tokenizers/merges.py'), JSON.stringify(workload)],
    env: {
      ...threadEnvironment(threads),
      RAYON_NUM_THREADS: String(threads),
      RAYON_RS_NUM_THREADS: String(threads),
    },
    install:
      'pip install -r bench/rivals/tokenizers/requirements.txt, into the Python that TOMONI_PYTHON names',
  };
}

/** Compares merges with those of the definition, all pairs counted anew for every merge. */
export async function check() {
  const words = new Map();
  const idOf = (word) => words.get(word) ?? words.set(word, words.size).get(word);
  const sequences = madeUpTexts(30, 60, 50).map((text) => Int32Array.from(text.split(' '), idOf));
  const learnt = await learnMerges(sequences, { merges: 200, maxLength: 1000 });
  const expected = naiveMerges(sequences, learnt.merges.length + 1);
  const actual = learnt.merges.map(({ left, right, count }) => `${left}|${right}|${count}`);
  return { unit: 'merges', merges: actual.length, passed: actual.join('\n') === expected.join('\n') };
}

function naiveMerges(sequences, wanted) {
  let texts = sequences.map((sequence) => Array.from(sequence, String));
  const merged = [];
  while (merged.length < wanted) {
    const counts = new Map();
    for (const text of texts) {
      const last = new Map();
      for (let i = 1; i < text.length; i++) {
        const key = `${text[i - 1]}|${text[i]}`;
        if (text[i - 1] === text[i] && last.get(key) === i - 1) continue;
        last.set(key, i);
        counts.set(key, (counts.get(key) ?? 0) + 1);
      }
    }
    const [key, count] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), ['', 1]);
    if (count < 2) break;
    merged.push(`${key}|${count}`);
    const [left, right] = key.split('|');
    texts = texts.map((text) => {
      const out = [];
      for (let i = 0; i < text.length; i++)
        if (text[i] === left && text[i + 1] === right) {
          out.push(`${left},${right}`);
          i++;
        } else out.push(text[i]);
      return out;
    });
  }
  return merged;
}
