/** What is wrong with the structure of a JSON text beyond its grammar. */
export interface StructureFault {
  /** The fault as part of a sentence. */
  readonly what: string;
  /** Index in the text. */
  readonly index: number;
}

/**
 * Looks for what `JSON.parse` hides or takes memory for: a key that stands twice in one object, and nesting
 * deeper than `maxDepth`. The text need not be valid JSON; what else is wrong with it is left to `JSON.parse`.
 */
export function findStructureFault(text: string, maxDepth: number): StructureFault | undefined {
  const open: (Set<string> | undefined)[] = [];
  for (let index = 0; index < text.length; index++) {
    switch (text[index]) {
      case '{':
      case '[':
        if (open.length === maxDepth) return { what: `is nested more than ${maxDepth} deep`, index };
        open.push(text[index] === '{' ? new Set() : undefined);
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case '"': {
        const end = endOfString(text, index);
        const keys = open.at(-1);
        if (keys !== undefined && followedByColon(text, end)) {
          const key = parseString(text.slice(index, end));
          if (keys.has(key)) return { what: `has the key ${JSON.stringify(key)} twice in one object`, index };
          keys.add(key);
        }
        index = end - 1;
      }
    }
  }
  return undefined;
}

/** Index after the closing quote, or the end of the text where there is none. */
function endOfString(text: string, start: number): number {
  for (let index = start + 1; index < text.length; index++) {
    if (text[index] === '\\') index++;
    else if (text[index] === '"') return index + 1;
  }
  return text.length;
}

function followedByColon(text: string, index: number): boolean {
  while (/\s/.test(text[index] ?? '')) index++;
  return text[index] === ':';
}

/** The string that a literal stands for; the literal itself where it is malformed. */
function parseString(literal: string): string {
  try {
    return String(JSON.parse(literal));
  } catch {
    return literal;
  }
}
