/** A colour on light paper and on dark. */
export interface Color {
  readonly light: string;
  readonly dark: string;
}

/** Colours of everything that is not data. */
export const neutral = {
  ink: { light: '#1b1e23', dark: '#e9ebee' },
  muted: { light: '#5a616b', dark: '#a3abb6' },
  rule: { light: '#c9ced6', dark: '#4a515b' },
  grid: { light: '#e9ecf0', dark: '#2b3037' },
  paper: { light: '#ffffff', dark: '#15181c' },
  panel: { light: '#f6f7f9', dark: '#1d2126' },
} as const satisfies Record<string, Color>;

/**
 * Colours of data, told apart with every kind of colour blindness, with a contrast of 3:1 and more to the paper.
 *
 * After Okabe & Ito, "Color universal design", 2008, its light colours darkened for white paper.
 */
export const seriesColors: readonly Color[] = [
  { light: '#0072b2', dark: '#56b4e9' },
  { light: '#d55e00', dark: '#ff8f4a' },
  { light: '#008f68', dark: '#2fc79b' },
  { light: '#b0508f', dark: '#e594c8' },
  { light: '#a87700', dark: '#f0c244' },
  { light: '#3f8ebf', dark: '#a5d8f7' },
  { light: '#5a616b', dark: '#b8bfc9' },
];
