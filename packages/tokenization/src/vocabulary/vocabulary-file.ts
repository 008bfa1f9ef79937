import { TomoniError } from '@tomoni/spec';

/**
 * The tokens of a `vocab.txt`: one a line, in the order of their indices.
 *
 * @throws TomoniError `malformed-file` where a line is empty or a token stands there twice
 */
export function parseVocabularyFile(text: string, file: string): string[] {
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  while (lines.length > 0 && lines.at(-1) === '') lines.pop();
  const seen = new Map<string, number>();
  lines.forEach((token, index) => {
    const before = seen.get(token);
    if (token === '' || before !== undefined)
      throw new TomoniError({
        code: 'malformed-file',
        what:
          token === ''
            ? 'A line of the vocabulary is empty.'
            : `The token '${token}' stands in the vocabulary twice: first in line ${(before ?? 0) + 1}.`,
        where: { file, line: index + 1 },
        remedy: 'Give one token a line, each once.',
      });
    seen.set(token, index);
  });
  return lines;
}
