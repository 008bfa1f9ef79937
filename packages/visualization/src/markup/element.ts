/** A piece of SVG or HTML, as opposed to text that has yet to be escaped. */
export interface Markup {
  readonly markup: string;
}

/** What may stand inside an element: markup, or text, which is escaped; `undefined` is nothing. */
export type Child = Markup | string | undefined;

/** Attributes by name; `undefined` ones are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Control characters that XML does not allow at all, surrogates without their partner, and non-characters. */
const forbidden = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu;

/** Text in which nothing is read as markup; characters that XML forbids become U+FFFD. */
export function escapeText(text: string): string {
  return text.replace(forbidden, '\ufffd').replace(/[&<>"']/g, (character) => entities[character] as string);
}

/** An element of XML, which HTML reads as well as long as it is not void; numbers keep two decimals. */
export function element(name: string, attributes: Attributes, ...children: readonly Child[]): Markup {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${escapeText(attributeText(value as string | number))}"`)
    .join('');
  return { markup: `<${name}${written}>${inner(children)}</${name}>` };
}

/** Several pieces one after the other. */
export function fragment(...children: readonly Child[]): Markup {
  return { markup: inner(children) };
}

function inner(children: readonly Child[]): string {
  return children
    .map((child) => (child === undefined ? '' : typeof child === 'string' ? escapeText(child) : child.markup))
    .join('');
}

function attributeText(value: string | number): string {
  return typeof value === 'number' ? String(Math.round(value * 100) / 100) : value;
}
