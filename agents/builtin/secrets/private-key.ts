// A private key in the tree that decodes, without a passphrase, outside tests, documents and examples.

import { isNews } from '../news.ts';
import { linesOf } from '../reading/lines.ts';
import type { Hit, Rule } from '../rule.ts';
import { isInComment, readPaths } from './looked-at.ts';
import { maskedEvidence } from './masking.ts';
import { privateKeysIn } from './pem.ts';

/** Keys for one's own machine are made to be shared. */
const LOCAL = /local|self-?signed|snake-?oil|insecure|vagrant|(^|[/._-])(dev|develop|development|debug|fixture|ci)([/._-]|$)/i;

export const privateKey: Rule = {
  id: 'secrets/private-key',
  says: 'a private key that decodes and that no passphrase protects',
  async find(repo) {
    const hits: Hit[] = [];
    for (const path of readPaths(repo)) {
      if (LOCAL.test(path)) continue;
      const text = await repo.text(path);
      if (text === undefined) continue;
      const lines = linesOf(text);
      for (const key of privateKeysIn(text)) {
        const line = lines.at(key.offset);
        if (!isNews(repo, path, line) || (await isInComment(repo, path, key.offset))) continue;
        const inLine = text.slice(key.offset, Math.min(key.end, lines.start(line) + lines.text(line).length));
        const whole = lines.at(key.end - 1) === line;
        hits.push({
          severity: 'major',
          title: `Private key (${key.kind}) in ${path}:${line}`,
          claim: `${path}:${line} begins a PEM block that decodes to a private key (${key.kind}) without a passphrase. Whoever has read this repository has the key.`,
          evidence: [maskedEvidence(path, lines, line, [{ text: inLine, shown: whole ? 11 : inLine.length }])].map((it) =>
            // The frame's first line alone is no secret and can be quoted as it stands.
            whole ? it : { path, line, quote: lines.text(line) },
          ),
          recommendation: 'Replace the key wherever it is trusted, then keep the new one out of git.',
          confidence: 0.92,
        });
      }
    }
    return hits;
  },
};
