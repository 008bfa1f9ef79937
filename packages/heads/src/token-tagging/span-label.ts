import type { TaggedSpan } from '@tomoni/spec';
import { checkName, type Inventory } from '../inventory/inventory.js';
import { quoted } from '../inventory/wording.js';

/** Says in one sentence what is wrong with the spans of a text, `undefined` where nothing is. */
export function checkSpans(spans: unknown, known: Inventory<string> | undefined): string | undefined {
  if (!Array.isArray(spans)) return `The label ${quoted(spans)} is not a list of spans.`;
  const wrong = (spans as readonly TaggedSpan[]).map((span) => checkSpan(span, known)).find(Boolean);
  if (wrong !== undefined) return wrong;
  const sorted = (spans as readonly TaggedSpan[]).toSorted((a, b) => a.start - b.start);
  const index = sorted.findIndex((span, i) => i > 0 && span.start < (sorted[i - 1] as TaggedSpan).end);
  if (index < 0) return undefined;
  return `The spans ${inWords(sorted[index - 1] as TaggedSpan)} and ${inWords(sorted[index] as TaggedSpan)} overlap.`;
}

function checkSpan(span: TaggedSpan, known: Inventory<string> | undefined): string | undefined {
  if (typeof span !== 'object' || span === null)
    return `The label holds ${quoted(span)}, which is not a span.`;
  const { start, end, tag } = span;
  if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0)
    return `The span ${inWords(span)} does not have character offsets from 0 on.`;
  if (end <= start) return `The span ${inWords(span)} is empty.`;
  if (typeof tag !== 'string') return `The tag ${quoted(tag)} is not a text.`;
  return known ? known.check(tag) : checkName(tag, 'tag');
}

function inWords({ start, end, tag }: TaggedSpan): string {
  return `from ${start} to ${end} (${tag})`;
}
