// CI or the guide for contributors names a make target that no Makefile has.

import { cut } from '../../../contracts/cut.ts';
import { isNews } from '../news.ts';
import { baseName, isFixture, isVendored } from '../reading/paths.ts';
import { lineAt } from '../reading/places.ts';
import type { Hit, Repository, Rule } from '../rule.ts';
import { commandsNamed } from './commands-named.ts';

const MAKEFILE = /^(GNUmakefile|[Mm]akefile|BSDmakefile|[\w.-]+\.mk|Makefile\.\w+)$/;
/** These write the Makefile that people run, so the tree does not show its targets. */
const WRITES_MAKEFILE =
  /(^|\/)(CMakeLists\.txt|configure(\.ac|\.in)?|Makefile\.(in|am|PL)|meson\.build|extconf\.rb|premake\d?\.lua|make\.bat|Kbuild|[\w.-]+\.pro)$/;

export const unknownMakeTarget: Rule = {
  id: 'links/unknown-make-target',
  says: 'CI or CONTRIBUTING names a make target that does not exist',
  async find(repo) {
    if (repo.files.some((file) => WRITES_MAKEFILE.test(file.path) && !isVendored(file.path) && !isFixture(file.path))) return [];
    const known = await targetsOf(repo, (path) => repo.text(path));
    if (known === undefined) return [];
    const before = repo.change ? await targetsOf(repo, (path) => repo.change?.textBefore(path) ?? Promise.resolve(undefined)) : undefined;
    const hits: Hit[] = [];
    for (const { command, path, line, lines, from } of await commandsNamed(repo)) {
      for (const target of targetsMade(command.words)) {
        if (known.has(target) || (!isNews(repo, path, line) && !before?.has(target))) continue;
        hits.push({
          severity: from === 'workflow' ? 'major' : 'minor',
          title: `${path} runs “make ${target}”, which no Makefile has`,
          claim: `\`${cut(command.words.join(' '), 200)}\` needs a target “${target}”; the ${known.size} targets of the Makefiles in the tree do not include it, nor does a pattern rule.`,
          evidence: [lineAt(path, lines, line), { searched: { pattern: `${target}:`, scope: '**/Makefile' } }],
          recommendation: 'Name the target that replaced it, or remove the command.',
          confidence: 0.92,
        });
      }
    }
    return hits;
  },
};

/** Undefined when no Makefile is there, or when one makes targets that cannot be read off it. */
async function targetsOf(repo: Repository, read: (path: string) => Promise<string | undefined>): Promise<ReadonlySet<string> | undefined> {
  const targets = new Set<string>();
  let any = false;
  for (const { path } of repo.files) {
    if (!MAKEFILE.test(baseName(path)) || isFixture(path)) continue;
    const text = await read(path);
    if (text === undefined) continue;
    any = true;
    // Targets from variables, templates or pattern rules without an ending match anything.
    if (
      /^[^\t#=\n]*(\$[({]|%)[^\n=]*::?(?!=)/m.test(text.replace(/^[^\n]*%\.\w+[^\n]*$/gm, '')) ||
      /\$\(eval|\$\(call|^-?s?include\s+\S*[$*]/m.test(text)
    )
      return undefined;
    for (const match of text.replace(/\\\n/g, ' ').matchAll(/^([^\t#=:\n][^#=:\n]*):(?!=)/gm)) {
      for (const target of (match[1] ?? '').trim().split(/\s+/)) targets.add(target);
    }
  }
  return any ? targets : undefined;
}

function targetsMade(words: readonly string[]): string[] {
  const [tool, ...rest] = words;
  if (tool !== 'make' && tool !== 'gmake') return [];
  if (rest.some((word) => /^(-C|-f|--directory|--file|--makefile)/.test(word))) return [];
  return rest.filter((word, index) => /^[a-z][a-z0-9_-]*$/i.test(word) && !/^-[jlIoW]$/.test(rest[index - 1] ?? ''));
}
