import {
  bertConfig,
  classification,
  createEncoder,
  equal,
  multitask,
  regression,
  useEngine,
  wordPieceTokenizer,
} from 'tomoni';

const vocabulary = ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]', 'win', 'a', 'prize', 'see', 'you'];
const rows = [
  { text: 'win a prize', kind: 'spam', words: 3 },
  { text: 'see you', kind: 'ham', words: 2 },
] as const;

async function main(): Promise<void> {
  await useEngine('cpu');
  const config = bertConfig({ layers: 1, hiddenSize: 4, heads: 1, intermediateSize: 8, positions: 8 });
  const encoder = createEncoder(config, { tokenizer: wordPieceTokenizer({ vocabulary }), seed: 1 });
  const model = await multitask(encoder)
    .main('kind', classification({ labels: ['ham', 'spam'] }))
    .auxiliary('words', regression())
    .weighting(equal())
    .stopping({ maxEpochs: 1 })
    .fit(rows);
  const [prediction] = await model.predict(['win a prize']);
  if (prediction === undefined) return;
  const words: number = prediction.words;
  const kind: 'ham' | 'spam' = prediction.kind.label;
  console.log(typeof words, kind);
}

main();
