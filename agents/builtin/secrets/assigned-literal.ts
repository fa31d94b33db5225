// A literal assigned to a name that contains the word secret: twelve characters or more, with letters and digits mixed as people do
// not mix them. There is no entropy rule, because it would find hashes and ids.

import { isChangedLine } from '../changed-lines.ts';
import { linesOf } from '../reading/formats/lines.ts';
import type { Hit, Rule } from '../rule.ts';
import { assignmentsIn, takesBare } from './assignments.ts';
import { tokensIn } from './forms.ts';
import { maskedEvidence } from './masking.ts';
import { isInCommentOrTest, isLocal, readPaths } from './scanned-files.ts';
import { isMarkedMadeUp, isSecretTool } from './secret-tool.ts';

export const assignedLiteral: Rule = {
  id: 'secrets/assigned-literal',
  says: 'a literal value given to a name with the word secret in it',
  async find(repo) {
    if (await isSecretTool(repo)) return [];
    const hits: Hit[] = [];
    for (const path of await readPaths(repo)) {
      if (isLocal(path)) continue;
      const text = await repo.text(path);
      if (text === undefined || !/secret/i.test(text)) continue;
      const assignments = assignmentsIn(text, { bare: takesBare(path), named: 'secret' });
      if (assignments.length === 0) continue;
      const lines = linesOf(text);
      const tokens = tokensIn(text);
      const secrets = [...assignments.map((it) => ({ text: it.value, shown: 0 })), ...tokens.map((it) => ({ text: it.text, shown: 0 }))];
      for (const { name, offset } of assignments) {
        const line = lines.at(offset);
        if (
          isMarkedMadeUp(lines.text(line)) ||
          !isChangedLine(repo, path, line) ||
          tokens.some((it) => lines.at(it.offset) === line) ||
          (await isInCommentOrTest(repo, path, offset))
        )
          continue;
        hits.push({
          severity: 'major',
          title: `\`${name}\` has a literal value in ${path}:${line}`,
          claim: `${path}:${line} gives \`${name}\` a value that looks generated, in the source itself. Everyone who can read this repository has it.`,
          evidence: [maskedEvidence(path, lines, line, secrets)],
          recommendation: 'Change the secret where it is used, and read the new one from the environment or a secret store.',
          confidence: 0.9,
        });
      }
    }
    return hits;
  },
};
