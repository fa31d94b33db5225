// The exact forms of secrets of known providers: prefix, length, alphabet, and a checksum if there is one. What is public by design
// (browser keys, publishable keys, DSNs) is not in the list.

import { AWS_ID, AWS_SECRET, literally, NAMED_SECRET, SHAPES } from '../../../runtime/secrets/shapes.ts';
import { hasBase62Checksum, hasBech32Checksum, hasGrafanaChecksum } from './checksums.ts';

export type Form = {
  provider: string;
  pattern: RegExp;
  /** How many characters may be shown: the prefix that says whose it is. */
  shown: number;
  /** If the form has a checksum, a match without a valid one is no token. */
  checks?: (token: string) => boolean;
};

const form = (provider: string, shown: number, source: string, checks?: (token: string) => boolean): Form => ({
  provider,
  shown,
  pattern: new RegExp(`(?<![A-Za-z0-9_/+-])(?:${source})(?![A-Za-z0-9_-])`, 'g'),
  ...(checks ? { checks } : {}),
});

/** The checksums that some providers put into their tokens. */
const CHECKS: Readonly<Record<string, Form['checks']>> = {
  'GitHub token': hasBase62Checksum,
  'npm token': hasBase62Checksum,
  'Grafana service account token': hasGrafanaChecksum,
  'age secret key': hasBech32Checksum,
};

const FORMS: readonly Form[] = SHAPES.flatMap(({ provider, shown = 0, exact }) =>
  exact === undefined ? [] : [form(provider, shown, exact, CHECKS[provider])],
);

export type Token = { form: Form; text: string; offset: number; checked: boolean };

/**
 * A quick test, because most texts contain none of these. `sk-` is left out because it occurs in many words; such keys contain
 * another sign that does not.
 */
const SIGNS = SHAPES.flatMap(({ exact, starts }) => (exact === undefined ? [] : starts)).filter((it) => it !== 'sk-');
const ANY = new RegExp([...SIGNS, 'T3BlbkFJ', 'AKIA', 'ASIA'].map(literally).join('|'));

/** Every token in a text; one with a checksum counts only if it is valid. */
export function tokensIn(text: string): Token[] {
  if (!ANY.test(text)) return [];
  const found: Token[] = [];
  for (const it of FORMS) {
    for (const match of text.matchAll(it.pattern)) {
      if (it.checks && !it.checks(match[0])) continue;
      found.push({ form: it, text: match[0], offset: match.index, checked: it.checks !== undefined });
    }
  }
  return [...found, ...awsSecretsIn(text)].sort((a, b) => a.offset - b.offset);
}

/** An access key id alone is no secret; together with the forty characters near it, it is. */
const AWS: Form = {
  provider: 'AWS secret access key',
  shown: 0,
  pattern: new RegExp(`(?<=${NAMED_SECRET})${AWS_SECRET}(?![A-Za-z0-9/+=])`, 'g'),
};

function awsSecretsIn(text: string): Token[] {
  const ids = [...text.matchAll(AWS_ID)].filter((it) => !/EXAMPLE/.test(it[0])).map((it) => it.index);
  if (ids.length === 0) return [];
  return [...text.matchAll(AWS.pattern)]
    .filter((it) => ids.some((id) => Math.abs(id - it.index) < 400))
    .map((it) => ({ form: AWS, text: it[0], offset: it.index, checked: false }));
}
