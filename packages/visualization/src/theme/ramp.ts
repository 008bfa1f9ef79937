import { interpolateRdBu, interpolateReds, interpolateYlGnBu } from 'd3-scale-chromatic';

/** A way from values in [0, 1] to colours, the same on light paper and on dark. */
export type Ramp = 'sequential' | 'diverging' | 'reds';

const ramps: Readonly<Record<Ramp, (t: number) => string>> = {
  sequential: (t) => interpolateYlGnBu(0.05 + 0.95 * t),
  diverging: (t) => interpolateRdBu(0.05 + 0.9 * t),
  reds: interpolateReds,
};

/**
 * The colour of a value in one of 256 steps, and that of text which can be read on it.
 *
 * After Brewer, "ColorBrewer", 2002: told apart with every kind of colour blindness, and in grey where they are sequential.
 */
export function rampColor(ramp: Ramp, value: number): { readonly fill: string; readonly ink: string } {
  const step = Math.round(255 * Math.min(1, Math.max(0, value)));
  const fill = ramps[ramp](step / 255);
  return { fill, ink: luminance(fill) > 0.2 ? '#1b1e23' : '#ffffff' };
}

/** Relative luminance of WCAG 2 of a colour written as `rgb(r, g, b)`. */
function luminance(rgb: string): number {
  const [red = 0, green = 0, blue = 0] = (rgb.match(/\d+/g) ?? []).map((channel) => {
    const part = Number(channel) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
