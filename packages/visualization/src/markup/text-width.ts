/** Width of a text in pixels, estimated by a wide typeface: no font is at hand where figures are made. */
export function textWidth(text: string, fontSize: number): number {
  let ems = 0;
  for (const character of text) ems += characterWidth(character);
  return ems * fontSize;
}

function characterWidth(character: string): number {
  if (/\p{M}/u.test(character)) return 0;
  if ((character.codePointAt(0) as number) >= 0x2e80) return 1;
  if (/[ijl.,:;'|!\s]/.test(character)) return 0.32;
  if (/[mwMW@%—+−±=<>→×]/.test(character)) return 0.85;
  return /[A-Z]/.test(character) ? 0.7 : 0.6;
}

/** The text, or its beginning and an ellipsis where it is wider than `width` pixels. */
export function shortened(text: string, fontSize: number, width: number): string {
  if (textWidth(text, fontSize) <= width) return text;
  let short = '';
  for (const character of text) {
    if (textWidth(`${short}${character}…`, fontSize) > width) break;
    short += character;
  }
  return `${short.trimEnd()}…`;
}
