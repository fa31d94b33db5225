// Which parts of a changed package.json decide how its checks are run: scripts that the commands reach, settings of runners and
// loaders, and dependencies that come from elsewhere than the registry.

/** What says only what the package is. */
const FREE: ReadonlySet<string> = new Set(
  'name version description keywords author contributors maintainers license homepage repository bugs funding private files bin man main module browser types typings exports sideEffects engines os cpu publishConfig'.split(
    ' ',
  ),
);
const NEEDS: ReadonlySet<string> = new Set(
  'dependencies devDependencies peerDependencies optionalDependencies peerDependenciesMeta'.split(' '),
);
/** Not by a version: what it names may be any program. */
const ELSEWHERE = /^(?:file|link|portal|npm|patch|git|git\+\w+|https?|github|gitlab|bitbucket):|^[.~/]|^[\w-]+\/[\w.-]+(?:#|$)/;
/** npm runs these by itself. */
const BY_ITSELF = /^(?:(?:pre|post)?(?:install|prepare)|dependencies)$/;

type Parts = Record<string, unknown>;

export function turnedManifest(before: string, after: string, argvs: readonly (readonly string[])[]): string[] {
  const [was, is] = [partsOf(before), partsOf(after)];
  if (was === undefined || is === undefined) return before.trim() === '' ? [] : ['it cannot be read'];
  const isNew = before.trim() === '';
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].flatMap((key) => {
    if (FREE.has(key) || isSame(was[key], is[key])) return [];
    if (key === 'scripts') return turnedScripts(inner(was[key]), inner(is[key]), argvs);
    if (NEEDS.has(key)) return turnedNeeds(inner(was[key]), inner(is[key]));
    return isNew ? [] : [shown(key, is[key])];
  });
}

/** A script that was not there cannot have been the check; if npm runs it before or after another one, it may turn that one. */
function turnedScripts(was: Parts, is: Parts, argvs: readonly (readonly string[])[]): string[] {
  const names = new Set([...Object.keys(was), ...Object.keys(is)]);
  const reached = new Set(argvs.flat());
  for (const name of reached)
    for (const text of [was[name], is[name]])
      for (const word of String(text ?? '').split(/[^\w:.-]+/)) if (names.has(word)) reached.add(word);
  return [...names].flatMap((name) => {
    if (isSame(was[name], is[name])) return [];
    const belongs = /^(?:pre|post)(.+)$/.exec(name)?.[1];
    const joins = BY_ITSELF.test(name) || (belongs !== undefined && reached.has(belongs));
    return joins || (name in was && reached.has(name)) ? [shown(name, is[name])] : [];
  });
}

const turnedNeeds = (was: Parts, is: Parts): string[] =>
  Object.entries(is).flatMap(([name, from]) => (!isSame(was[name], from) && ELSEWHERE.test(String(from)) ? [shown(name, from)] : []));

function partsOf(text: string): Parts | undefined {
  if (text.trim() === '') return {};
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? inner(parsed) : undefined;
  } catch {
    return undefined;
  }
}

const inner = (value: unknown): Parts => (typeof value === 'object' && value !== null ? { ...value } : {});
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const shown = (key: string, value: unknown): string => (value === undefined ? `"${key}" is gone` : `"${key}": ${JSON.stringify(value)}`);
