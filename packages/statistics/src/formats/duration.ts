import { missing } from './decimal.js';

/**
 * Writes seconds for people: `8 s`, `1:23`, `2:03:04`.
 *
 * @example
 * ```ts
 * import { durationFormat } from '@tomoni/statistics';
 *
 * console.log(durationFormat()(7384)); // 2:03:04
 * ```
 */
export function durationFormat(): (seconds: number) => string {
  return (seconds) => {
    if (!Number.isFinite(seconds)) return missing;
    const whole = Math.max(0, Math.round(seconds));
    if (whole < 60) return `${whole} s`;
    const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
    const shown = parts[0] === 0 ? parts.slice(1) : parts;
    return shown.map((part, i) => (i === 0 ? `${part}` : `${part}`.padStart(2, '0'))).join(':');
  };
}
