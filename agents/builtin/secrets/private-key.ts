// A private key in the tree that decodes without a passphrase, outside of tests, documents and examples.

import { isChangedLine } from '../changed-lines.ts';
import { linesOf } from '../reading/formats/lines.ts';
import { folderOf } from '../reading/paths.ts';
import { lineAt } from '../reading/places.ts';
import type { Hit, Repository, Rule } from '../rule.ts';
import { maskedEvidence } from './masking.ts';
import { privateKeysIn } from './pem.ts';
import { isInCommentOrTest, isLocal, readPaths } from './scanned-files.ts';
import { isSecretTool } from './secret-tool.ts';
import { isSelfSigned, mayHoldCertificate } from './self-signed.ts';

export const privateKey: Rule = {
  id: 'secrets/private-key',
  says: 'a private key that decodes and that no passphrase protects',
  async find(repo) {
    if (await isSecretTool(repo)) return [];
    const hits: Hit[] = [];
    for (const path of await readPaths(repo)) {
      if (isLocal(path)) continue;
      const text = await repo.text(path);
      if (text === undefined) continue;
      const lines = linesOf(text);
      for (const key of privateKeysIn(text)) {
        const line = lines.at(key.offset);
        if (!isChangedLine(repo, path, line) || (await isInCommentOrTest(repo, path, key.offset))) continue;
        const pem = text.slice(key.offset, key.end);
        if (isSelfSigned(pem, await neighbours(repo, path))) continue;
        hits.push({
          severity: 'major',
          title: `Private key (${key.kind}) in ${path}:${line}`,
          claim: `${path}:${line} starts a PEM block that decodes to a private key (${key.kind}) without a passphrase. Everyone who can read this repository has the key.`,
          // The first line of a key is only its marker and no secret; a key on a single line is masked.
          evidence: [pem.includes('\n') ? lineAt(path, lines, line) : maskedEvidence(path, lines, line, [{ text: pem, shown: 11 }])],
          recommendation: 'Replace the key wherever it is trusted, then keep the new one out of git.',
          confidence: 0.92,
        });
      }
    }
    return hits;
  },
};

/** The texts in its folder that may contain the key's certificate. */
async function neighbours(repo: Repository, path: string): Promise<string[]> {
  const beside = repo.files.filter((it) => folderOf(it.path) === folderOf(path) && mayHoldCertificate(it.path));
  return (await Promise.all(beside.map((it) => repo.text(it.path)))).filter((it) => it !== undefined);
}
