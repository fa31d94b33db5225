// What must not be shown: the values of variables that are named like secrets, and whatever looks like a key
// of one of the big providers. Pure text in, text out; the session host masks its workers' output by the same.

export const HIDDEN = '[redacted]';

/** Keys and tokens in the forms of the big providers. */
export const SECRET_FORMS: RegExp =
  /\b(?:sk-[A-Za-z0-9_-]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{22,}|glpat-[A-Za-z0-9_-]{20,}|AKIA[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{30,}|xox[abp]-[A-Za-z0-9-]{10,})/g;

/** What each of these forms begins with; a text with none of them holds none of the forms. */
export const FORM_BEGINNINGS: readonly string[] = [
  'sk-',
  ...['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_', 'glpat-'],
  ...['AKIA', 'AIza', 'xoxa-', 'xoxb-', 'xoxp-'],
];

const SECRET_NAME = /KEY|TOKEN|SECRET|PASSWORD|PASSWD|CREDENTIAL/i;
/** A shorter value would be found in half of all words. */
const SHORTEST = 8;

/** The values in an environment that are named like secrets, the longest first. */
export function secretValues(env: Readonly<Record<string, string | undefined>>): string[] {
  const found = new Set<string>();
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || !SECRET_NAME.test(name)) continue;
    // A key of many lines is printed line by line.
    for (const line of [value, ...value.split(/\r?\n/)]) if (line.trim().length >= SHORTEST) found.add(line.trim());
  }
  return [...found].sort((a, b) => b.length - a.length);
}

export function redact(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) {
    const escaped = JSON.stringify(secret).slice(1, -1);
    clean = clean.replaceAll(secret, HIDDEN);
    if (escaped !== secret) clean = clean.replaceAll(escaped, HIDDEN);
  }
  return clean.replace(SECRET_FORMS, HIDDEN);
}

/** The same for every text in a value; what it is called stays. */
export function redactDeep<T>(value: T, secrets: readonly string[]): T {
  return deep(value, secrets) as T;
}

function deep(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === 'string') return redact(value, secrets);
  if (Array.isArray(value)) return value.map((it) => deep(it, secrets));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, deep(it, secrets)]));
}
