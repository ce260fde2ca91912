// Figures as people read them. Digits are grouped, units are said, nothing is rounded to a lie.
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 });

export const number = value => (value === undefined || value === null ? '–' : whole.format(value));
export const compact = value =>
  value === undefined || value === null ? '–' : Math.abs(value) < 10_000 ? whole.format(value) : short.format(value);

/** A figure where there is little room. */
export const figure = value => (value < 1e7 ? number(value) : compact(value));

export function rate(value) {
  if (value === undefined || value === null) return '–';
  if (value === 0) return '0/s';
  return `${value < 10 ? value.toFixed(1) : compact(value)}/s`;
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];

export function bytes(value) {
  if (value === undefined || value === null || Number.isNaN(value)) return '–';
  if (value === 'infinity') return 'no limit';
  let size = value;
  let unit = 0;
  while (Math.abs(size) >= 1024 && unit < UNITS.length - 1) {
    size /= 1024;
    unit++;
  }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${UNITS[unit]}`;
}

export const byteRate = value => (value === undefined || value === null ? '–' : `${bytes(value)}/s`);

export function duration(ms) {
  if (ms === undefined || ms === null) return '–';
  const s = Math.floor(ms / 1000);
  if (s < 1) return `${Math.round(ms)} ms`;
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  if (s < 86_400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86_400)} d ${Math.floor((s % 86_400) / 3600)} h`;
}

export const ago = ms => (ms ? `${duration(Math.max(0, Date.now() - ms))} ago` : '–');
export const clock = ms => new Date(ms).toLocaleTimeString('en-GB');
export const moment = ms =>
  ms ? new Date(ms).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'medium' }) : '–';

/** A value of an argument or property as JSON, but texts without their quotes. */
export const value = any => (typeof any === 'string' ? any : JSON.stringify(any));

/** The name of the exchange that has none. */
export const exchangeName = name => (name === '' ? '(default)' : name);

/** {@code rate} of a figure that the API gives with details, 0 if nothing was counted yet. */
export const rateOf = (stats, name) => stats?.[`${name}_details`]?.rate ?? 0;

/** Bytes as hexadecimal and text, sixteen to a line. */
export function hexDump(data) {
  const lines = [];
  for (let at = 0; at < data.length; at += 16) {
    const part = [...data.slice(at, at + 16)];
    const hex = part
      .map(b => b.toString(16).padStart(2, '0'))
      .join(' ')
      .padEnd(47);
    lines.push(
      `${at.toString(16).padStart(8, '0')}  ${hex}  ${part.map(b => (b > 31 && b < 127 ? String.fromCharCode(b) : '.')).join('')}`,
    );
  }
  return lines.join('\n');
}
