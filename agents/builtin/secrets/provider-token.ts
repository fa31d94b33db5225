// A token in the exact form of a known provider. Whoever can read the repository can use it.

import { isChangedLine } from '../changed-lines.ts';
import { linesOf } from '../reading/formats/lines.ts';
import type { Hit, Rule } from '../rule.ts';
import { tokensIn } from './forms.ts';
import { maskedEvidence } from './masking.ts';
import { isPlaceholderToken } from './placeholder.ts';
import { allPaths, holdsMadeUpSecrets, isInCommentOrTest } from './scanned-files.ts';
import { isMarkedMadeUp, isSecretTool } from './secret-tool.ts';

export const providerToken: Rule = {
  id: 'secrets/provider-token',
  says: "a secret in the exact form of its provider's tokens",
  async find(repo) {
    if (await isSecretTool(repo)) return [];
    const hits: Hit[] = [];
    for (const path of await allPaths(repo)) {
      const text = await repo.text(path);
      if (text === undefined) continue;
      const tokens = tokensIn(text).filter((it) => !isPlaceholderToken(it.text));
      if (tokens.length === 0) continue;
      const lines = linesOf(text);
      const secrets = tokens.map((it) => ({ text: it.text, shown: it.form.shown }));
      const madeUp = holdsMadeUpSecrets(path);
      for (const token of tokens) {
        const line = lines.at(token.offset);
        if (isMarkedMadeUp(lines.text(line)) || !isChangedLine(repo, path, line)) continue;
        // Where made-up tokens are usual, only a checksum distinguishes a real one.
        if (!token.checked && (madeUp || (await isInCommentOrTest(repo, path, token.offset)))) continue;
        hits.push({
          severity: token.checked && !madeUp ? 'critical' : 'major',
          title: `${token.form.provider} in ${path}:${line}`,
          claim: `${path}:${line} contains a string of ${token.text.length} characters in the exact form of a ${token.form.provider}${token.checked ? ', and its checksum is valid, so it is a real token' : ''}.`,
          evidence: [maskedEvidence(path, lines, line, secrets)],
          recommendation:
            'Revoke it at the provider first, then remove it. It stays in the history, so removing the line alone does not help.',
          confidence: token.checked ? 0.99 : 0.9,
        });
      }
    }
    return hits;
  },
};
