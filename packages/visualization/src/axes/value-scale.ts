import { extent } from 'd3-array';
import { scaleLinear, scaleLog } from 'd3-scale';

/** How values are laid along an axis. */
export interface ValueScale {
  readonly kind: 'linear' | 'log';
  readonly domain: readonly [number, number];
  /** Place of a value in pixels. */
  at(value: number): number;
  /** Values to be written on the axis, with their text. */
  readonly ticks: readonly { readonly value: number; readonly text: string }[];
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

/** The scale that shows all finite values; one value, equal values and no value have room around them as well. */
export function valueScale(values: Iterable<number>, options: ValueScaleOptions): ValueScale {
  const finite = [...values].filter(Number.isFinite);
  const [least = 0, greatest = 1] = extent(finite);
  const positive = finite.length > 0 && least > 0;
  const log =
    positive && (options.scale === 'log' || (options.scale === 'auto' && greatest / least > widest));
  const domain = least === greatest ? around(least, log) : [least, greatest];
  const scale = (log ? scaleLog() : scaleLinear()).domain(domain).range([...options.range]);
  if (options.nice) scale.nice(options.ticks);
  const [low = 0, high = 1] = scale.domain();
  return {
    kind: log ? 'log' : 'linear',
    domain: [low, high],
    at: (value) => scale(value),
    ticks: tickValues(scale.ticks(options.ticks), log, options.ticks).map((value) => ({
      value,
      text: tickText(value, log ? undefined : stepOf(scale.ticks(options.ticks))),
    })),
  };
}

function around(value: number, log: boolean): [number, number] {
  if (log) return [value / 2, value * 2];
  const room = value === 0 ? 1 : Math.abs(value) * 0.1;
  return [value - room, value + room];
}

/** A logarithmic axis offers every digit of every decade: powers of ten are enough where there are many. */
function tickValues(values: readonly number[], log: boolean, wanted: number): readonly number[] {
  if (!log || values.length <= wanted + 2) return values;
  const powers = values.filter((value) => Number.isInteger(Number(Math.log10(value).toFixed(9))));
  const every = Math.max(1, Math.ceil(powers.length / wanted));
  return powers.filter((_, i) => i % every === 0);
}

function stepOf(values: readonly number[]): number | undefined {
  const [first, second] = values;
  return first === undefined || second === undefined ? undefined : second - first;
}

/** A number as an axis writes it: as many decimals as its step needs, powers of ten for the very large and small. */
function tickText(value: number, step: number | undefined): string {
  if (value === 0) return '0';
  const magnitude = Math.max(Math.abs(value), Math.abs(step ?? 0));
  const digits = step === undefined ? 1 : Math.max(1, Math.ceil(Math.log10(magnitude / step) + 1e-9) + 1);
  if (magnitude >= 1e5 || Math.abs(step ?? value) < 1e-4) return scientific(value, Math.min(digits, 15));
  const decimals = step === undefined ? 20 : Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const text =
    step === undefined ? String(Number(value.toPrecision(6))) : value.toFixed(Math.min(decimals, 20));
  return text.replace('-', '−');
}

function scientific(value: number, digits: number): string {
  const [factor = '1', exponent = '0'] = value.toExponential(digits - 1).split('e');
  const power = String(Number(exponent)).replace(/[-\d]/g, (sign) => superscripts[sign] as string);
  const short = String(Number(factor)).replace('-', '−');
  return short === '1' ? `10${power}` : `${short}·10${power}`;
}

const superscripts: Readonly<Record<string, string>> = Object.fromEntries(
  [...'-0123456789'].map((character, i) => [character, [...'⁻⁰¹²³⁴⁵⁶⁷⁸⁹'][i] as string]),
);
