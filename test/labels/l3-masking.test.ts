import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadEncoder } from '@tomoni/encoders';
import { useEngine } from '@tomoni/engines';
import { maskedLanguageModel } from '@tomoni/heads';
import { l3Masking, restoreGenerator } from '@tomoni/labels';
import { createRng, type Encoder, type Encoding, type GeneratorContext } from '@tomoni/spec';
import { generatorConformance } from '@tomoni/testing';
import { classification, multitask } from 'tomoni';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const file = (name: string) => fileURLToPath(new URL(`./fixtures/${name}`, import.meta.url));
const fixture: { texts: (string | string[])[]; scores: Record<string, number[][]> } = JSON.parse(
  readFileSync(file('bert-mlm.json'), 'utf8'),
);
const texts = fixture.texts.filter((text) => typeof text === 'string');
const head = maskedLanguageModel();
const rng = createRng(1);
let encoder: Encoder;
let context: GeneratorContext;
let folder: string;

beforeAll(async () => {
  await useEngine('wasm');
  encoder = await loadEncoder(file('bert-mlm'));
  const encodings = texts.map((text) => encoder.encode(text)[0] as Encoding);
  context = { texts, encodings, labels: [], encoder, rng };
  folder = await mkdtemp(join(tmpdir(), 'l3-masking-'));
});

afterAll(() => rm(folder, { recursive: true }));

const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

describe('l3Masking', () => {
  it('masks a token the more often, the worse PyTorch predicts it, with the wanted mean', async () => {
    for (const value of ['1-P', '-log P'] as const) {
      const fitted = await l3Masking({ head, rate: 0.3, value }).fit(context);
      const all = await fitted.probabilities(context.encodings);
      all.forEach(({ encoding, probabilities }, text) => {
        const scored = Array.from(encoding.special.keys()).filter((token) => encoding.special[token] === 0);
        const maskable = scored.filter((token) => encoding.tokens[token] !== '[UNK]');
        expect(mean(maskable.map((token) => probabilities[token] as number))).toBeCloseTo(0.3, 12);
        expect(probabilities.filter((p) => p > 0).length).toBe(maskable.length);
        const torch = new Map(
          scored.map((token, i) => [token, fixture.scores['word-l2r']?.[text]?.[i] as number]),
        );
        const order = maskable.toSorted((a, b) => (torch.get(a) as number) - (torch.get(b) as number));
        order.forEach((token, i) => {
          const next = order[i + 1];
          if (next !== undefined && probabilities[token] !== 1)
            expect(probabilities[token]).toBeGreaterThanOrEqual((probabilities[next] as number) - 1e-5);
        });
        const difficulty = (token: number) => {
          const logP = torch.get(token) as number;
          return value === '1-P' ? 1 - Math.exp(logP) : -logP;
        };
        if (maskable.every((token) => (probabilities[token] as number) < 1)) {
          const total = maskable.reduce((sum, token) => sum + difficulty(token), 0);
          for (const token of maskable)
            expect(probabilities[token]).toBeCloseTo((0.3 * maskable.length * difficulty(token)) / total, 4);
        }
      });
      expect(fitted.describe()).toMatchObject({ kind: 'l3-masking', value, texts: 7, floored: 0 });
    }
  });

  it('draws as often as its probabilities say', async () => {
    const fitted = await l3Masking({ head, rate: 0.5, mask: 1, random: 0 }).fit(context);
    const [{ encoding, probabilities }] = (await fitted.probabilities(context.encodings)) as [
      { encoding: Encoding; probabilities: Float64Array },
    ];
    const runs = 4000;
    const counts = new Float64Array(encoding.ids.length);
    const batch = Array.from({ length: runs }, () => encoding);
    for (const { label } of await fitted.annotate(batch, rng))
      for (const position of label.positions) counts[position] = (counts[position] as number) + 1 / runs;
    const none = probabilities.reduce((product, p) => product * (1 - p), 1);
    probabilities.forEach((p, token) => {
      const expected = p + (none * p) / probabilities.reduce((a, b) => a + b, 0);
      expect(Math.abs((counts[token] as number) - expected)).toBeLessThan(0.035);
    });
  });

  it('writes probabilities as they come, and asks for none twice', async () => {
    const log = join(folder, 'probabilities.jsonl');
    const first = await l3Masking({ head, log }).fit(context);
    const { size } = new Set((await readFile(log, 'utf8')).trim().split('\n'));
    expect(size).toBeGreaterThan(1);
    const seen: number[] = [];
    const second = await l3Masking({ head, log }).fit({ ...context, progress: (done) => seen.push(done) });
    expect(seen).toEqual([texts.length]);
    expect(second.toJSON()).toEqual(first.toJSON());
  });

  it('gives notice where too few tokens are difficult for the rate', async () => {
    const log = join(folder, 'sure.jsonl');
    await l3Masking({ head, log }).fit(context);
    const [header, ...lines] = (await readFile(log, 'utf8')).trim().split('\n');
    const sure = lines.map((line) =>
      JSON.stringify(
        Object.fromEntries(
          Object.entries<string>(JSON.parse(line)).map(([key, scores]) => [
            key,
            Buffer.alloc(Buffer.from(scores, 'base64').length).toString('base64'),
          ]),
        ),
      ),
    );
    await writeFile(log, [header, ...sure, ''].join('\n'));
    const notices: string[] = [];
    const fitted = await l3Masking({ head, log }).fit({
      ...context,
      notice: (message) => notices.push(message),
    });
    expect(notices).toEqual([
      'in 7 of 7 training texts fewer tokens are difficult at all than the rate 0.15 asks for, so easy ones are masked too.',
    ]);
    expect(fitted.describe()).toMatchObject({ texts: 7, floored: 7 });
    for (const { encoding, probabilities } of await fitted.probabilities(context.encodings)) {
      const maskable = encoding.tokens.flatMap((token, i) =>
        encoding.special[i] === 0 && token !== '[UNK]' ? [probabilities[i] as number] : [],
      );
      expect(mean(maskable)).toBeCloseTo(0.15, 12);
    }
  });

  it('asks for texts outside the training part when it meets them', async () => {
    const fitted = await l3Masking({ head }).fit({ ...context, encodings: context.encodings.slice(0, 2) });
    const saved = fitted.toJSON();
    expect(await fitted.annotate(context.encodings, rng)).toHaveLength(texts.length);
    expect(fitted.toJSON()).toEqual(saved);
  });

  it('refuses options and saved states of others', async () => {
    expect(() => l3Masking({ head, rate: 0 })).toThrow(/rate 0/);
    expect(() => l3Masking({ head, value: 'P' as '1-P' })).toThrow(/'value' is 'P'/);
    expect(() => l3Masking({ head, value: '-log P', scaling: 'logit-shift' })).toThrow(/no upper bound/);
    await expect(l3Masking({ head }).restore({ kind: 'random-masking' }, encoder)).rejects.toThrow(
      /not one of kind 'l3-masking'/,
    );
  });

  it('reads long texts in windows, each token with one probability', async () => {
    const text = Array.from({ length: 8 }, () => texts[0]).join(' ');
    const learner = multitask(encoder)
      .input({ long: 'windows' })
      .main('kind', classification({ labels: ['even', 'odd'] }))
      .auxiliary('words', maskedLanguageModel(), { from: l3Masking({ head, rate: 0.4 }) })
      .stopping({ maxEpochs: 1 });
    const rows = [
      { text, kind: 'even' as const },
      { text: texts[1] as string, kind: 'odd' as const },
    ];
    const model = await learner.fit(rows, { seed: 1 });
    expect((await model.evaluate(rows)).words.perplexity).toBeGreaterThan(0);
    model.dispose();
  });

  it('is loaded by its kind, for texts outside its training part with a head', async () => {
    const fitted = await l3Masking({ head }).fit({ ...context, encodings: context.encodings.slice(0, 2) });
    const saved = JSON.parse(JSON.stringify(fitted.toJSON()));
    const known = context.encodings.slice(0, 2);
    const bare = await restoreGenerator('l3-masking', saved, encoder);
    expect(await bare.annotate(known, rng)).toEqual(await fitted.annotate(known, rng));
    await expect(bare.annotate(context.encodings, rng)).rejects.toThrow(/Give restoreGenerator a head/);
    const whole = await restoreGenerator('l3-masking', saved, encoder, head);
    expect(await whole.annotate(context.encodings, rng)).toEqual(
      await fitted.annotate(context.encodings, rng),
    );
  });

  it('is a view of a multi-task model, drawn anew in each epoch', async () => {
    const rows = texts
      .slice(0, 6)
      .map((text, i) => ({ text, kind: i % 2 === 0 ? ('even' as const) : ('odd' as const) }));
    const learner = multitask(encoder)
      .main('kind', classification({ labels: ['even', 'odd'] }))
      .auxiliary('words', maskedLanguageModel(), { from: l3Masking({ head }) })
      .stopping({ maxEpochs: 2 });
    const model = await learner.fit(rows, { seed: 1 });
    expect((await model.evaluate(rows)).words.perplexity).toBeGreaterThan(0);
    await model.save(join(folder, 'model'));
    const loaded = await learner.load(join(folder, 'model'));
    const [before, after] = [await model.evaluate(rows), await loaded.evaluate(rows)];
    expect(after.words.loss).toBeCloseTo(before.words.loss, 5);
    expect(after.kind.confusion).toEqual(before.kind.confusion);
    model.dispose();
    loaded.dispose();
  });
});

describe('the contract of l3Masking', () => {
  const names = [
    'fit depends on its context alone',
    'annotate gives one label per encoding',
    'annotate depends on encodings and rng alone',
    'labels are drawn anew where the generator says so, and only there',
    'inputs are altered where the generator says so, and only there',
    'altered inputs are whole encodings, and special tokens stay',
    'annotate leaves the encodings as they are',
    'toJSON survives JSON, and a restored generator annotates the same',
    'describe gives JSON',
    'fit and annotate leave no tensors behind',
  ];
  it.each(names)('%s', async (name) => {
    const cases = generatorConformance({ generator: l3Masking({ head, rate: 0.4 }), texts, encoder });
    await cases.find((one) => one.name === name)?.run();
    expect(cases.map((one) => one.name)).toContain(name);
  });
});
