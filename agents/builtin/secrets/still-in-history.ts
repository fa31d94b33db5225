// A file for secrets that was deleted: the commit before still has it, and a clone contains every commit.

import { cut } from '../../../contracts/cut.ts';
import { folderOf, isFixture, isVendored } from '../reading/paths.ts';
import type { Hit, Repository, Rule } from '../rule.ts';
import { assignmentsIn } from './assignments.ts';
import { tokensIn } from './forms.ts';
import { masked } from './masking.ts';
import { privateKeysIn } from './pem.ts';
import { isPlaceholderToken } from './placeholder.ts';
import { holdsMadeUpSecrets, isLocal, isSecretFile } from './scanned-files.ts';
import { isSelfSigned, mayHoldCertificate } from './self-signed.ts';

export const stillInHistory: Rule = {
  id: 'secrets/still-in-history',
  says: 'a deleted file of secrets is still in the history',
  async find(repo) {
    const hits: Hit[] = [];
    const departed = await repo.departed();
    for (const { path, commit, subject, blob } of departed) {
      if (!isSecretFile(path) || holdsMadeUpSecrets(path) || isLocal(path) || isFixture(path) || isVendored(path) || !repo.inScope(path))
        continue;
      if (repo.change && !repo.change.removed.has(path)) continue;
      const text = (await repo.blob(blob)) ?? '';
      const found = secretIn(text);
      if (!found || isStillThere(repo, blob) || isSelfSigned(text, await neighbours(repo, departed, path))) continue;
      hits.push({
        severity: found.checked ? 'critical' : 'major',
        title: `${path} was deleted, but its ${found.what} is still in the history`,
        claim: `${path} held a ${found.what} until ${commit.slice(0, 12)} (“${cut(subject, 120)}”) took it away. The file is still in every clone, in the commit before.`,
        evidence: [{ command: `git show ${commit.slice(0, 12)}^:${path}`, output: found.shown }],
        recommendation: 'Revoke or replace the secret. Rewriting the history helps only those who have not cloned yet.',
        confidence: 0.9,
      });
    }
    return hits;
  },
};

type DeletedSecretFile = { what: string; shown: string; checked: boolean };

function secretIn(text: string): DeletedSecretFile | undefined {
  const lineOf = (offset: number): string => {
    const end = text.indexOf('\n', offset);
    return text.slice(text.lastIndexOf('\n', offset - 1) + 1, end === -1 ? text.length : end).trim();
  };
  const tokens = tokensIn(text).filter((it) => !isPlaceholderToken(it.text));
  const assignments = assignmentsIn(text, { bare: true, named: 'any' });
  const secrets = [...tokens, ...assignments.map((it) => ({ text: it.value }))].map((it) => ({ text: it.text, shown: 0 }));
  const token = tokens.find((it) => it.checked) ?? tokens[0];
  if (token) return { what: token.form.provider, shown: masked(lineOf(token.offset), secrets), checked: token.checked };
  const key = privateKeysIn(text)[0];
  if (key) return { what: `private key (${key.kind})`, shown: '-----BEGIN … PRIVATE KEY-----', checked: false };
  const assignment = assignments[0];
  return assignment
    ? { what: `value of \`${assignment.name}\``, shown: masked(lineOf(assignment.offset), secrets), checked: false }
    : undefined;
}

/** Only renamed: the same content is still in the tree, where the other rules see it. */
const isStillThere = (repo: Repository, blob: string): boolean => repo.files.some((it) => it.object === blob);

/** Files that are or were in its folder and may be the certificate of the key. */
async function neighbours(repo: Repository, departed: readonly { path: string; blob: string }[], path: string): Promise<string[]> {
  const beside = (it: { path: string }): boolean => folderOf(it.path) === folderOf(path) && mayHoldCertificate(it.path);
  const texts = [...departed.filter(beside).map((it) => repo.blob(it.blob)), ...repo.files.filter(beside).map((it) => repo.text(it.path))];
  return (await Promise.all(texts)).filter((it) => it !== undefined);
}
