// Re-checks of secrets: by other occurrences of the text, by OpenSSL's own parsing of a key, and by git's own answer for deleted
// files, instead of by form.

import { createPrivateKey } from 'node:crypto';
import type { Evidence } from '../../../../contracts/findings/finding.ts';
import { judgePlaces, type PlaceJudgement } from '../../judge-places.ts';
import type { Recheck, Repository } from '../../rule.ts';
import { hiddenPart, secretLine, shownInExamples } from './secret-places.ts';

const USE_METHOD = 'Looked whether tests, documents or examples hold the same text';
const KEY_METHOD = 'Had OpenSSL read the key';
const HISTORY_METHOD = 'Asked the log of the one path for its deletion, and read what was deleted for placeholders';

/** Words in place of a secret that is filled in later. */
const PLACEHOLDER =
  /(example|changeme|change[-_ ]?me|your[-_]|placeholder|dummy|xxxx|<[^>]+>|\$\{|\{\{|todo|redacted|sample|test(ing)?[-_]?(key|token|secret|password)|insert|replace)/i;

const byUse = (category: string): Recheck => ({
  category,
  method: USE_METHOD,
  judge: (repo, claimed) => judgePlaces(USE_METHOD, claimed, (place) => judgeUse(repo, place)),
});

export const tokenRecheck = byUse('secrets/provider-token');
export const literalRecheck = byUse('secrets/assigned-literal');

async function judgeUse(repo: Repository, place: Evidence & { path: string }): Promise<PlaceJudgement> {
  const line = await secretLine(repo, place);
  if (line === undefined) return { holds: false, why: 'no line of the file has that digest' };
  const hidden = place.quote === undefined ? undefined : hiddenPart(line, place.quote);
  if (hidden === undefined || hidden.length < 8) return { holds: 'unknown', why: 'the masked part of the line cannot be told' };
  if (PLACEHOLDER.test(hidden)) return { holds: false, why: 'the value says of itself that it is a placeholder' };
  if (/\b(process\.env\.\w+|os\.environ|getenv\([^)]*\)?|ENV\[[^\]]*\])[^;]{0,20}(\|\||\?\?|,| or )/.test(line))
    return { holds: false, why: 'it is a default for development, used when an environment variable is not set' };
  const elsewhere = await shownInExamples(repo, hidden, place.path);
  if (elsewhere !== undefined)
    return { holds: false, why: `${elsewhere} shows the same text: it is an example`, evidence: [{ path: elsewhere }] };
  // Git is not asked how long it has existed: the secret would be in a command line that every process can read.
  return { holds: true, why: 'no test, document or example has the same text' };
}

export const keyRecheck: Recheck = {
  category: 'secrets/private-key',
  method: KEY_METHOD,
  judge: (repo, claimed) =>
    judgePlaces(KEY_METHOD, claimed, async (place) => {
      const text = await repo.text(place.path);
      if (text === undefined) return { holds: false, why: 'the tree has no such text' };
      const blocks = [
        ...text.replaceAll('\\n', '\n').matchAll(/-----BEGIN ((?:[A-Z]+ )*)PRIVATE KEY-----[\s\S]*?-----END \1PRIVATE KEY-----/g),
      ].map((it) => it[0].replace(/^[ \t]*["']?[ \t]*|\\?["'][ \t]*[+,;]?[ \t]*$|[ \t\r]+$/gm, ''));
      if (blocks.length === 0) return { holds: false, why: 'the file holds no whole PEM block of a private key' };
      const kinds = blocks.flatMap((block) => kindOf(block) ?? []);
      const twin = await shownInExamples(repo, blocks[0]?.split('\n')[1] ?? '\0', place.path);
      if (twin !== undefined) return { holds: false, why: `${twin} holds the same key: it is made for tests`, evidence: [{ path: twin }] };
      // OpenSSL does not read OpenSSH's own container format.
      if (kinds.length === 0 && /BEGIN OPENSSH/.test(blocks[0] ?? ''))
        return { holds: 'unknown', why: 'OpenSSL does not read keys of that form' };
      return kinds.length > 0
        ? { holds: true, why: `it reads a private key of the kind ${kinds[0]}` }
        : { holds: false, why: 'it reads no key from it: truncated, made up, or under a passphrase' };
    }),
};

function kindOf(pem: string): string | undefined {
  try {
    return createPrivateKey(pem).asymmetricKeyType ?? 'unknown';
  } catch {
    return undefined;
  }
}

export const historyRecheck: Recheck = {
  category: 'secrets/still-in-history',
  method: HISTORY_METHOD,
  async judge(repo, claimed) {
    const shown = claimed.evidence.flatMap((it) => /^git show ([0-9a-f]{7,64})\^:(.+)$/.exec(it.command ?? '') ?? []);
    const [, commit, path] = shown;
    if (commit === undefined || path === undefined)
      return { verdict: 'ABSTAIN', basis: `${HISTORY_METHOD}: the finding names no commit and path.` };
    // `git log` for this one path, whereas the rule walks the whole history at once.
    const gone = await repo.departure(path);
    const record = (await repo.departed()).find((it) => it.path === path);
    if (!gone?.commit.startsWith(commit) || !record)
      return { verdict: 'DISAGREE', basis: `${HISTORY_METHOD}. \`git log -- ${path}\` knows of no deletion by ${commit}.` };
    const before = await repo.blob(record.blob);
    if (before === undefined) return { verdict: 'ABSTAIN', basis: `${HISTORY_METHOD}: git does not give ${path} there as text.` };
    const now = await repo.entry(path);
    if (now !== undefined)
      return {
        verdict: 'DISAGREE',
        basis: `${HISTORY_METHOD}. ${path} is in this commit again, so it was not deleted for good.`,
        evidence: [{ path }],
      };
    const values = [
      ...before.matchAll(/^\s*(?:export\s+)?[\w.-]*(?:key|token|secret|passw(?:or)?d|credential)[\w.-]*\s*[:=]\s*["']?([^\s"'#]+)/gim),
    ].map((it) => it[1] ?? '');
    const real = values.filter((it) => it.length >= 8 && !PLACEHOLDER.test(it));
    if (real.length === 0 && !/PRIVATE KEY-----/.test(before) && values.length > 0)
      return { verdict: 'DISAGREE', basis: `${HISTORY_METHOD}. All ${values.length} values that were in it are placeholders.` };
    return { verdict: 'AGREE', basis: `${HISTORY_METHOD}. ${path} is whole there, ${before.length} characters, and every clone has it.` };
  },
};
