// A script that is run by its name and whose `#!` line ends in CRLF: the kernel looks for an interpreter named `sh\r`.

import { isNews } from '../../news.ts';
import { linesOf } from '../../reading/formats/lines.ts';
import { acrossFiles, lineAt, written } from '../../reading/places.ts';
import type { Hit, Repository, Rule } from '../../rule.ts';

export const crlfShebang: Rule = {
  id: 'slips/crlf-shebang',
  says: 'a script whose #! line ends in CRLF',
  find: (repo) =>
    acrossFiles(
      written(repo, (path) => !/\.(ps1|bat|cmd|md|txt)$/i.test(path)),
      ({ path, mode }) =>
        mode === '100755' || /(\.(sh|bash|zsh|pl|rb)|(^|\/)[^./]+)$/.test(path) ? crlfIn(repo, path) : Promise.resolve([]),
    ),
};

async function crlfIn(repo: Repository, path: string): Promise<Hit[]> {
  const text = await repo.text(path);
  if (text === undefined || !/^#![^\r\n\\]*\r\n/.test(text) || !isNews(repo, path, 1)) return [];
  return [
    {
      severity: 'major',
      title: `${path} has CRLF line ends under its #! line`,
      claim: `The first line of ${path} ends in CRLF in git itself, so Linux and macOS look for an interpreter whose name ends in a carriage return, and the script does not start.`,
      evidence: [lineAt(path, linesOf(text), 1)],
      recommendation: 'Store it with LF line ends, and say `eol=lf` for it in .gitattributes.',
      confidence: 0.95,
    },
  ];
}
