// Re-checks of dependencies by the lockfile instead of the manifest: npm and pnpm write down what each package of
// the workspace asks for, and npm what only developers get.

import { importersOf } from '../../deps/locks/pnpm-lock.ts';
import { heads, judgePlaces } from '../../judge-places.ts';
import { escaped, lineOf } from '../../reading/formats/entries.ts';
import { memberAt, membersAt, parseJson } from '../../reading/formats/json.ts';
import { folderOf } from '../../reading/paths.ts';
import { tokensOf } from '../../reading/tokens.ts';
import type { Recheck, Repository } from '../../rule.ts';

const METHOD = 'Read the import token by token, and asked the lockfile instead of the manifest what the package gets';

export const undeclaredByLockfile: Recheck = {
  category: 'deps/undeclared-import',
  method: METHOD,
  judge: (repo, claimed) =>
    judgePlaces(METHOD, heads(claimed), async (place) => {
      const name = importedOn(await lineOf(repo, place));
      if (name === undefined) return { holds: false, why: 'no token of the line imports a package' };
      const locked = await lockedFor(repo, place.path);
      if (locked === undefined) return { holds: 'unknown', why: 'no lockfile above the file says what its package asks for' };
      const asked = locked.asked.has(name);
      return asked
        ? { holds: false, why: `${locked.path} has ${name} among what the package asks for`, evidence: [{ path: locked.path }] }
        : { holds: true, why: `${locked.path} lists ${locked.asked.size} names that the package asks for, and ${name} is none of them` };
    }),
};

export const shippedByLockfile: Recheck = {
  category: 'deps/dev-dependency-shipped',
  method: METHOD,
  judge: (repo, claimed) =>
    judgePlaces(METHOD, heads(claimed), async (place) => {
      const name = importedOn(await lineOf(repo, place));
      if (name === undefined) return { holds: false, why: 'no token of the line imports a package' };
      for (const lockfile of lockfilesAbove(repo, place.path, 'package-lock.json')) {
        const entry = memberAt(parseJson((await repo.text(lockfile)) ?? ''), 'packages', `node_modules/${name}`)?.value;
        if (entry === undefined) continue;
        const flag = memberAt(entry, 'dev')?.value ?? memberAt(entry, 'devOptional')?.value;
        return flag?.kind === 'other' && flag.value === true
          ? { holds: true, why: `${lockfile} marks ${name} as there for developers only` }
          : { holds: 'unknown', why: `${lockfile} does not mark ${name} as for developers only: another dependency brings it too` };
      }
      return { holds: 'unknown', why: 'no lockfile above the file says who gets the package' };
    }),
};

/** The package in `from '…'`, `import '…'`, `import('…')` or `require('…')`, as tokens and not in a comment or a string. */
function importedOn(line: string): string | undefined {
  const tokens = tokensOf(line, 'javascript');
  for (const [at, token] of tokens.entries()) {
    const before = tokens[at - 1]?.text === '(' ? tokens[at - 2]?.text : tokens[at - 1]?.text;
    if (token.kind !== 'string' || !/^(from|import|require)$/.test(before ?? '')) continue;
    const match = /^["'`]((?:@[\w.-]+\/)?[\w.-]+)/.exec(token.text);
    if (match?.[1] !== undefined && !match[1].startsWith('.')) return match[1];
  }
  return undefined;
}

/** What the nearest package above the file asks for, as the lockfile above it has it. */
async function lockedFor(repo: Repository, path: string): Promise<{ path: string; asked: ReadonlySet<string> } | undefined> {
  const folder = packageFolder(repo, path);
  for (const lockfile of lockfilesAbove(repo, path, 'package-lock.json')) {
    const within = relative(folderOf(lockfile), folder);
    const own = memberAt(parseJson((await repo.text(lockfile)) ?? ''), 'packages', within)?.value;
    if (own === undefined) continue;
    const blocks = ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'];
    return { path: lockfile, asked: new Set(blocks.flatMap((it) => membersAt(own, it).map(({ key }) => key))) };
  }
  for (const lockfile of lockfilesAbove(repo, path, 'pnpm-lock.yaml')) {
    const within = relative(folderOf(lockfile), folder);
    const own = importersOf((await repo.text(lockfile)) ?? '').get(within === '' ? '.' : within);
    if (own !== undefined) return { path: lockfile, asked: new Set(own.keys()) };
  }
  return undefined;
}

function* lockfilesAbove(repo: Repository, path: string, name: string): Generator<string> {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    const candidate = folder === '' ? name : `${folder}/${name}`;
    if (repo.has(candidate)) yield candidate;
    if (folder === '') return;
  }
}

function packageFolder(repo: Repository, path: string): string {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) if (folder === '' || repo.has(`${folder}/package.json`)) return folder;
}

const relative = (from: string, to: string): string => (from === '' ? to : to === from ? '' : to.slice(from.length + 1));

const RANGE_METHOD = 'Searched the lockfile as text for the name and read the version nearest to it, number by number';

export const rangeByText: Recheck = {
  category: 'deps/lockfile-out-of-range',
  method: RANGE_METHOD,
  judge: (repo, claimed) =>
    judgePlaces(RANGE_METHOD, heads(claimed), async (place) => {
      const line = await lineOf(repo, place);
      const [, name, range] =
        /"([^"]+)"\s*:\s*"([^"]+)"/.exec(line) ??
        /^\s*([\w-]+)\s*=\s*"([^"]+)"/.exec(line) ??
        /^\s*(?:require\s+)?(\S+)\s+(v\S+)/.exec(line) ??
        [];
      const lockfile =
        /^(\S+) does not give/.exec(claimed.title)?.[1] ??
        claimed.evidence.find((it) => it !== place && /\.(lock|sum|json|ya?ml)$/.test(it.path ?? ''))?.path;
      const text = lockfile === undefined ? undefined : await repo.text(lockfile);
      if (name === undefined || range === undefined || text === undefined)
        return { holds: 'unknown', why: 'the line or its lockfile cannot be read in this way' };
      if (!new RegExp(`(?<![\\w@/-])${escaped(name)}(?![\\w-])`).test(text))
        return { holds: true, why: `${lockfile} does not name ${name} at all` };
      if (text.includes(`${name}@${range}`) || text.includes(`${name}@npm:${range}`))
        return { holds: false, why: `${lockfile} has ${name} for exactly ${range}`, evidence: [{ path: lockfile ?? '' }] };
      const wanted = /^[\^~=]?v?(\d+)(?:\.(\d+))?/.exec(range);
      const versions = [
        ...text.matchAll(
          new RegExp(`(?:node_modules/|^[ '"]*|name = ")${escaped(name)}['"@:,]?[\\s\\S]{0,120}?version"?[:= ]+"?v?(\\d+)\\.(\\d+)`, 'gm'),
        ),
      ];
      if (!wanted || versions.length === 0) return { holds: 'unknown', why: 'range or version are not plain numbers' };
      // The first number that counts: the major, or under 1.0 the minor.
      const fits = versions.some((it) => it[1] === wanted[1] && (wanted[1] !== '0' || wanted[2] === undefined || it[2] === wanted[2]));
      return fits
        ? { holds: 'unknown', why: `a version near ${name} has the same first number; what follows it this does not judge` }
        : {
            holds: true,
            why: `near ${name} stand only the versions ${versions
              .slice(0, 4)
              .map((it) => `${it[1]}.${it[2]}`)
              .join(', ')}, and ${range} asks for ${wanted[1]}${wanted[1] === '0' ? `.${wanted[2] ?? ''}` : ''}`,
          };
    }),
};
