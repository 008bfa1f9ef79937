import { extent } from 'd3-array';
import { scaleLinear, scaleLog } from 'd3-scale';

/** How values are laid along an axis. */
export interface ValueScale {
  readonly kind: 'linear' | 'log';
  readonly domain: readonly [number, number];
  /** Place of a value in pixels. */
  at(value: number): number;
  /** Values to be written on the axis, with their text. */
  readonly ticks: readonly Tick[];
}

/** A value written on an axis. */
export interface Tick {
  readonly value: number;
  readonly text: string;
}

/** Options of {@link valueScale}. */
export interface ValueScaleOptions {
  /** Pixels of the least and the greatest value. */
  readonly range: readonly [number, number];
  /** `auto` is logarithmic where all values are positive and the greatest is more than 100 times the least. */
  readonly scale: 'auto' | 'linear' | 'log';
  /** Whether the axis begins and ends at round values. */
  readonly nice: boolean;
  /** About how many values to write. */
  readonly ticks: number;
}

/** Values that span more than this are laid out logarithmically by default. */
const widest = 100;

/** Values beyond this are drawn at the edge. */
const farthest = 1e307;

/** The scale that shows all finite values; one value, equal values and no value have room around them as well. */
export function valueScale(values: Iterable<number>, options: ValueScaleOptions): ValueScale {
  const finite = [...values].filter(Number.isFinite).map(measurable);
  const [least = 0, greatest = 1] = extent(finite);
  const positive = finite.length > 0 && least > 0;
  const log =
    positive && (options.scale === 'log' || (options.scale === 'auto' && greatest / least > widest));
  const domain = least === greatest ? around(least, log) : [least, greatest];
  const scale = (log ? scaleLog() : scaleLinear())
    .domain(domain)
    .range([...options.range])
    .clamp(true);
  if (options.nice) scale.nice(options.ticks);
  const [low = 0, high = 1] = scale.domain();
  return {
    kind: log ? 'log' : 'linear',
    domain: [low, high],
    at: (value) => scale(value),
    ticks: log ? logTicks(low, high, options.ticks) : linearTicks(scale.ticks(options.ticks)),
  };
}

/** Keeps the distance between two values finite. */
function measurable(value: number): number {
  return Math.min(Math.max(value, -farthest), farthest);
}

function around(value: number, log: boolean): [number, number] {
  if (log) return [value / 2, value * 2];
  const room = value === 0 ? 1 : Math.abs(value) * 0.1;
  return [value - room, value + room];
}

function linearTicks(values: readonly number[]): Tick[] {
  const step = values.length < 2 ? Math.abs(values[0] ?? 1) : (values[1] as number) - (values[0] as number);
  return values.map((value) => ({ value, text: tickText(value, step) }));
}

/** Powers of ten, evenly chosen where there are many; 1, 2 and 5 times these where there are few. */
function logTicks(low: number, high: number, wanted: number): Tick[] {
  const first = Math.floor(Math.log10(low) + 1e-9);
  const last = Math.ceil(Math.log10(high) - 1e-9);
  const every = Math.max(1, Math.ceil((last - first) / wanted));
  const factors = (last - first) * 3 <= wanted + 2 ? [1, 2, 5] : [1];
  const values: number[] = [];
  for (let exponent = first; exponent <= last; exponent++)
    if (exponent % every === 0) for (const factor of factors) values.push(Number(`${factor}e${exponent}`));
  return values
    .filter((value) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9))
    .map((value) => ({ value, text: tickText(value, value) }));
}

/** A number as an axis writes it: as many decimals as its step needs, powers of ten for the very large and small. */
function tickText(value: number, step: number): string {
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  if (magnitude >= 1e5 || step < 1e-4) {
    const digits = Math.max(
      0,
      Math.floor(Math.log10(magnitude) + 1e-9) - Math.floor(Math.log10(step) + 1e-9),
    );
    return powerText(value, Math.min(digits, 17));
  }
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return value.toFixed(decimals).replace('-', '−');
}

function powerText(value: number, decimals: number): string {
  const [factor = '1', exponent = '0'] = value.toExponential(decimals).split('e');
  const power = [...String(Number(exponent))].map((character) => superscripts[character]).join('');
  const short = factor.replace(/\.?0+$/, '').replace('-', '−');
  return short === '1' ? `10${power}` : `${short}·10${power}`;
}

const superscripts: Readonly<Record<string, string>> = Object.fromEntries(
  [...'-0123456789'].map((character, i) => [character, [...'⁻⁰¹²³⁴⁵⁶⁷⁸⁹'][i] as string]),
);
