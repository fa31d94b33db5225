// Small formatters: times, durations, money, the last part of a path, and typed text with its invisible characters shown.

export function span(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${String(seconds % 60).padStart(2, '0')} s`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h ${String(minutes % 60).padStart(2, '0')} min` : `${Math.floor(hours / 24)} days`;
}

export function ago(at: string, now: number): string {
  const minutes = Math.floor((now - Date.parse(at)) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${minutes} min ago`;
  return minutes < 48 * 60 ? `${Math.floor(minutes / 60)} h ago` : `${Math.floor(minutes / 1440)} days ago`;
}

export const between = (from: string | null, to: string | null, now: number): string =>
  from === null ? '' : span((to === null ? now : Date.parse(to)) - Date.parse(from));

export const money = (usd: number): string => `$${usd < 0.1 && usd > 0 ? usd.toFixed(3) : usd.toFixed(2)}`;
export const count = (n: number, one: string, many = `${one}s`): string => `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
export const lastPart = (path: string): string => path.split('/').filter(Boolean).at(-1) ?? path;

/** Spelled out as the server does it: characters that change the direction of text or are invisible. */
export const withHiddenShown = (text: string): string =>
  text.replace(/[\p{Bidi_Control}\u200b\u2028\u2029\u2060\ufeff]|(?![\n\t])\p{Cc}/gu, (it) => {
    const code = (it.codePointAt(0) ?? 0).toString(16).toUpperCase();
    return `⟨U+${code.padStart(4, '0')}⟩`;
  });
