// Parses a git config file if it uses only the simplest syntax, as nearly all do. Anything else is left to git: starting it for a
// file of a few lines takes longer than everything else that we need from them.

import { join } from 'node:path';
import { codeOf } from '../../files.ts';
import { plainFile } from './plain-file.ts';

/** By section and key in lower case; for subsections, without the subsection's name. */
export type PlainConfig = ReadonlyMap<string, string>;

const SECTION = /^\[([a-z0-9-]+)(?: "[^"\\]*")?\]$/i;
const ENTRY = /^([a-z][a-z0-9-]*) = ([^"\\#;]*)$/i;
const LARGEST = 100_000;

/** Undefined if only git can tell: the file has includes, quoted values, continued lines and the like. */
export function plainConfig(text: string): PlainConfig | undefined {
  if (text.length > LARGEST) return undefined;
  const found = new Map<string, string>();
  let section: string | undefined;
  for (const line of text.split('\n').map((it) => it.trim())) {
    if (line === '' || line.startsWith('#') || line.startsWith(';')) continue;
    const [, begins] = SECTION.exec(line) ?? [];
    const [, key, value] = ENTRY.exec(line) ?? [];
    if (begins !== undefined) section = begins.toLowerCase();
    else if (section !== undefined && key !== undefined && value !== undefined) found.set(`${section}.${key.toLowerCase()}`, value);
    else return undefined;
    if (section === 'include' || section === 'includeif') return undefined;
  }
  return found;
}

/** The config of a repository, if no other config file applies to it. */
export function configIn(gitDir: string): PlainConfig | undefined {
  const text = textAt(join(gitDir, 'config'));
  const config = !text || textAt(join(gitDir, 'commondir')) !== '' ? undefined : plainConfig(text);
  // An extension may add a second file.
  return config && ![...config.keys()].some((key) => key.startsWith('extensions.')) ? config : undefined;
}

/** Whether the user's own config files certainly do not set this key. */
export function isUnsetByUser(key: string, env: NodeJS.ProcessEnv): boolean {
  const texts = usersFiles(env).map(textAt);
  const last = key.slice(key.lastIndexOf('.') + 1).toLowerCase();
  return texts.length > 0 && texts.every((text) => text !== undefined && !new RegExp(`include|${last}`, 'i').test(text));
}

function usersFiles({ GIT_CONFIG_GLOBAL, HOME, XDG_CONFIG_HOME }: NodeJS.ProcessEnv): string[] {
  if (GIT_CONFIG_GLOBAL !== undefined) return GIT_CONFIG_GLOBAL.startsWith('/') ? [GIT_CONFIG_GLOBAL] : [];
  return HOME ? [join(XDG_CONFIG_HOME || join(HOME, '.config'), 'git', 'config'), join(HOME, '.gitconfig')] : [];
}

/** Empty if there is no file; undefined if it cannot be read. */
function textAt(path: string): string | undefined {
  try {
    return plainFile(path, LARGEST)?.toString('utf8');
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? '' : undefined;
  }
}
