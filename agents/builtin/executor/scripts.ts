// Repairs scripts that cannot be run: without the executable bit, with a carriage return after the interpreter's name, or called by
// a name that does not exist any more.

import { relativePath } from '../links/dead-relative-link.ts';
import { missingScriptFile } from '../links/missing-script-file.ts';
import { unknownScript } from '../links/unknown-script.ts';
import { escaped } from '../reading/formats/entries.ts';
import { membersAt, parseJson, textAt } from '../reading/formats/json.ts';
import { linesOf } from '../reading/formats/lines.ts';
import { baseName, folderOf, resolveIn } from '../reading/paths.ts';
import { lineAt } from '../reading/places.ts';
import { fileRun, shellCommands } from '../reading/shell.ts';
import type { Hit, Repository } from '../rule.ts';
import { missingExecBit } from '../slips/paths/missing-exec-bit.ts';
import { nowCalled } from './links.ts';
import { type Edit, placeOf, type Repair } from './repair.ts';

export const executableBit: Repair = {
  rule: missingExecBit,
  isAbout: (text) => /executable|chmod|permission|\bmode\b/i.test(text),
  async mend(_, { evidence }) {
    const path = evidence[1]?.path;
    return path === undefined ? undefined : [{ kind: 'executable', path }];
  },
};

/** The kernel looks for an interpreter whose name ends in a carriage return. */
const crlfShebang: Repair['rule'] = {
  id: 'executor/crlf-shebang',
  says: 'a script whose first line ends in a carriage return',
  async find(repo) {
    const hits: Hit[] = [];
    for (const { path } of repo.files) {
      const text = await repo.text(path);
      if (text === undefined || !/^#![^\n]*\r\n/.test(text)) continue;
      hits.push({
        severity: 'major',
        title: `${path} has CRLF line endings, and its first line names an interpreter`,
        claim: `The kernel reads the carriage return as a part of the interpreter's name, so ${path} cannot be run.`,
        evidence: [lineAt(path, linesOf(text), 1)],
        confidence: 0.97,
      });
    }
    return hits;
  },
};

export const unixLines: Repair = {
  rule: crlfShebang,
  isAbout: (text) => /CRLF|carriage return|line endings?|\\r\b/i.test(text),
  async mend(repo, hit) {
    const path = placeOf(hit)?.path;
    const text = path === undefined ? undefined : await repo.text(path);
    if (path === undefined || text === undefined) return undefined;
    return [...text.matchAll(/\r\n/g)].map(({ index }) => ({ kind: 'text', path, from: index, to: index + 1, put: '' }));
  },
};

export const renamedScriptFile: Repair = {
  rule: missingScriptFile,
  isAbout: (text) => /script/i.test(text),
  async mend(repo, hit) {
    const path = placeOf(hit)?.path;
    const [, key, file] = /^script “(.+)” of .* runs (\S+), which does not exist$/.exec(hit.title) ?? [];
    const text = path === undefined ? undefined : await repo.text(path);
    if (path === undefined || text === undefined || key === undefined || file === undefined) return undefined;
    const member = membersAt(parseJson(text), 'scripts').find((it) => it.key === key);
    if (member?.value.kind !== 'string') return undefined;
    const runs = shellCommands(member.value.value).filter((it) => fileRun(it)?.file === file);
    const target = resolveIn(folderOf(path), file);
    const now = target === undefined ? undefined : await nowCalled(repo, target);
    const raw = text.slice(member.value.start, text.indexOf('\n', member.value.start) + 1 || undefined);
    const places = [...raw.matchAll(new RegExp(`(?<![\\w@./+-])${escaped(file)}(?![\\w@./+-])`, 'g'))];
    const [place] = places;
    if (now === undefined || runs.length === 0 || !place || places.length > 1) return undefined;
    const put = `${file.startsWith('./') ? './' : ''}${relativePath(folderOf(path), now)}`;
    if (!/^[\w@./+-]+$/.test(put)) return undefined;
    const from = member.value.start + place.index;
    return [{ kind: 'text', path, from, to: from + file.length, put }];
  },
};

export const renamedScript: Repair = {
  rule: unknownScript,
  isAbout: (text) => /script/i.test(text),
  async mend(repo, hit) {
    const place = placeOf(hit);
    const name = /runs the script “(.+)”, which no package\.json has$/.exec(hit.title)?.[1];
    const text = place && (await repo.text(place.path));
    if (!place || place.line === undefined || text === undefined || name === undefined) return undefined;
    const now = await renamedTo(repo, name);
    const lines = linesOf(text);
    const start = lines.start(place.line);
    const line = lines.text(place.line);
    const places = [...line.matchAll(new RegExp(`(?<=\\b(?:run|run-script)\\s+)${escaped(name)}(?![\\w:./-])`, 'g'))];
    if (now === undefined || places.length === 0) return undefined;
    return places.map(
      ({ index }): Edit => ({ kind: 'text', path: place.path, from: start + index, to: start + index + name.length, put: now }),
    );
  },
};

/** The one current script that does the same as the one of this name last did. */
async function renamedTo(repo: Repository, name: string): Promise<string | undefined> {
  const found = new Set<string>();
  for (const { path } of repo.files.filter((it) => baseName(it.path) === 'package.json')) {
    const introduced = await repo.introduced(path, `"${name}":`);
    const before = introduced && (await repo.textAt(introduced.commit, path));
    const did = before === undefined ? undefined : textAt(parseJson(before), 'scripts', name);
    if (did === undefined) continue;
    const same = membersAt(parseJson((await repo.text(path)) ?? ''), 'scripts').filter(
      ({ value }) => value.kind === 'string' && value.value === did,
    );
    for (const { key } of same) found.add(key);
  }
  const [only] = found;
  return found.size === 1 && only !== undefined && /^[\w:./-]+$/.test(only) ? only : undefined;
}
