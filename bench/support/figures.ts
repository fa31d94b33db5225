// Statistics over repeated measurements: the median and the slow ones. And how figures are written.

export const median = (all: readonly number[]): number => quantile(all, 0.5);

/** The smallest figure that this share of all figures does not exceed. */
export function quantile(all: readonly number[], part: number): number {
  const sorted = all.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN;
}

/** Only significant digits. */
export function short(figure: number): string {
  const size = Math.abs(figure);
  if (size >= 1000) return Math.round(figure).toLocaleString('en');
  if (size >= 100) return figure.toFixed(0);
  if (size >= 10) return trimmed(figure.toFixed(1));
  return trimmed(figure.toFixed(2));
}

const trimmed = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);

export const ms = (figure: number): string => `${short(figure)} ms`;
export const mb = (bytes: number): string => `${short(bytes / 1024 / 1024)} MB`;

/** Measures both alternately, so that disturbances affect both, and returns the figures of each. */
export async function inTurn(times: number, ours: () => Promise<number>, other: () => Promise<number>): Promise<[number[], number[]]> {
  const all: [number[], number[]] = [[], []];
  for (let round = 0; round < times; round++) {
    all[0].push(await ours());
    all[1].push(await other());
  }
  return all;
}

export async function timed(deed: () => unknown): Promise<number> {
  const begun = performance.now();
  await deed();
  return performance.now() - begun;
}
