const longest = 60;

/** A text as it may stand in a message: its first 60 characters. */
export function shorten(text: string): string {
  const characters = Array.from(text.slice(0, 2 * longest));
  return characters.length > longest ? `${characters.slice(0, longest).join('')}…` : text;
}
