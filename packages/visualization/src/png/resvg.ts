import { TomoniError } from '@tomoni/spec';

/** Loads the package that draws SVG documents. */
export async function loadResvg(): Promise<typeof import('@resvg/resvg-js')> {
  try {
    return await import('@resvg/resvg-js');
  } catch (cause) {
    throw new TomoniError({
      code: 'unavailable',
      what: 'The package @resvg/resvg-js, which draws PNG pictures, is not installed or does not load.',
      remedy: 'Install it with: npm install @resvg/resvg-js@2.6.2',
      cause,
    });
  }
}
