// CI or a contributor guide tells people to run a package script that no package.json has.

import { cut } from '../../../contracts/cut.ts';
import { isChangedLine } from '../changed-lines.ts';
import { membersAt, parseJson } from '../reading/formats/json.ts';
import { baseName } from '../reading/paths.ts';
import { lineAt } from '../reading/places.ts';
import type { Hit, Repository, Rule } from '../rule.ts';
import { commandsNamed } from './commands-named.ts';

export const unknownScript: Rule = {
  id: 'links/unknown-script',
  says: 'CI or CONTRIBUTING names a package script that does not exist',
  async find(repo) {
    const known = await scriptsOf(repo, (path) => repo.text(path));
    if (known === undefined) return [];
    const before = repo.change ? await scriptsOf(repo, (path) => repo.change?.textBefore(path) ?? Promise.resolve(undefined)) : undefined;
    const hits: Hit[] = [];
    for (const { command, path, line, lines, from } of await commandsNamed(repo)) {
      const script = scriptRun(command.words);
      if (script === undefined || known.has(script)) continue;
      if (!isChangedLine(repo, path, line) && !before?.has(script)) continue;
      const quote = lines.text(line);
      if (!quote.includes(script)) continue;
      hits.push({
        severity: from === 'workflow' ? 'major' : 'minor',
        title: `${path} runs the script “${script}”, which no package.json has`,
        claim: `\`${cut(command.words.join(' '), 200)}\` needs a script “${script}”; the package.json files of the tree define ${known.size} scripts, but not this one.`,
        evidence: [lineAt(path, lines, line), { searched: { pattern: `"${script}":`, scope: '**/package.json' } }],
        recommendation: 'Name the script that replaced it, or remove the command.',
        confidence: 0.92,
      });
    }
    return hits;
  },
};

/** From every package.json, whatever its purpose: a script of any of them is not unknown. */
async function scriptsOf(repo: Repository, read: (path: string) => Promise<string | undefined>): Promise<ReadonlySet<string> | undefined> {
  const known = new Set<string>();
  let any = false;
  for (const { path } of repo.files) {
    if (baseName(path) !== 'package.json') continue;
    const text = await read(path);
    const root = text === undefined ? undefined : parseJson(text);
    if (root === undefined) continue;
    any = true;
    for (const { key } of membersAt(root, 'scripts')) known.add(key);
  }
  return any ? known : undefined;
}

const ELSEWHERE = /^(-w|-F|-C|-r|--filter|--workspace|--workspaces|--prefix|--cwd|--dir|--recursive|--if-present|-ws)(=|$)/;

/** The script in `npm run x`, `npm test`, `pnpm run x`, `yarn run x`; undefined if another package may be meant. */
function scriptRun(words: readonly string[]): string | undefined {
  const [tool = '', ...rest] = words;
  if (!/^(npm|pnpm|yarn|bun)$/.test(tool)) return undefined;
  const options = rest.indexOf('--') < 0 ? rest : rest.slice(0, rest.indexOf('--'));
  if (options.some((word) => ELSEWHERE.test(word))) return undefined;
  const plain = options.filter((word) => !word.startsWith('-'));
  const [verb, name] = plain;
  const script = verb === 'run' || verb === 'run-script' ? name : undefined;
  if (script === undefined || !/^[a-z0-9][\w:./-]*$/i.test(script)) return undefined;
  // `npm run env` is built in; `run` of yarn, pnpm and bun also starts binaries and files.
  if (script === 'env' || (tool !== 'npm' && !/[:-]/.test(script)) || (tool === 'bun' && /[./]/.test(script))) return undefined;
  return script.replace(/[.,:;]+$/, '');
}
