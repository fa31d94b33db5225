// The role of a file, decided before anyone judges it. No single sign decides: what the project's tools exclude, what is beside it,
// who imports it, which language its package is written in, and, weakest, what it is called.

import type { Repository, TreeFile } from '../../rule.ts';
import { languageOf } from '../language.ts';
import { isDocs, isGenerated, isMinified, isSurelyVendored, saysGenerated } from '../paths.ts';
import { type FileFacts, factsOf, type RoleSources, sourcesOf } from './file-facts.ts';
import { fixtureSigns } from './fixture-signs.ts';

export type Role = 'production' | 'test' | 'fixture' | 'example' | 'documentation' | 'generated' | 'vendored';
export type Standing = { role: Role; why: string };
export type Roles = (path: string) => Promise<Standing>;

/** By the list of files, which all views of a tree share. */
const kept = new WeakMap<readonly TreeFile[], Roles>();

export function rolesOf(repo: Repository): Roles {
  const known = kept.get(repo.files) ?? readRoles(repo);
  kept.set(repo.files, known);
  return known;
}

function readRoles(repo: Repository): Roles {
  const sources = sourcesOf(repo);
  const standings = new Map<string, Promise<Standing>>();
  return (path) => {
    const known = standings.get(path) ?? standingOf(path, sources);
    standings.set(path, known);
    return known;
  };
}

async function standingOf(path: string, sources: RoleSources): Promise<Standing> {
  const attribute = (await sources.attributes())(path);
  if (attribute === 'vendored' || attribute === 'generated' || attribute === 'documentation')
    return { role: attribute, why: 'marked in .gitattributes' };
  const text = languageOf(path) === undefined ? undefined : await sources.repo.text(path);
  if (text !== undefined && (saysGenerated(text) || isMinified(text))) return { role: 'generated', why: 'marked in the text or minified' };

  const facts = await factsOf(path, text, attribute === 'data', sources);
  const made = madeElsewhere(facts);
  if (made) return made;
  const signs = fixtureSigns(facts, sources.packages());
  if (signs) return { role: 'fixture', why: heaviest(signs) };
  if (facts.names.example && !facts.isWanted) return { role: 'example', why: 'by folder' };
  if (facts.names.test) return { role: 'test', why: '' };
  return isDocs(path) ? { role: 'documentation', why: 'by folder or ending' } : { role: 'production', why: '' };
}

/** By a tool, or by another project. */
function madeElsewhere({ path, names, isWanted, leftOut }: FileFacts): Standing | undefined {
  if (names.generated && !isWanted && (leftOut !== undefined || !isWeaklyGenerated(path))) return { role: 'generated', why: 'by name' };
  if (names.vendored && (!isWanted || isSurelyVendored(path))) return { role: 'vendored', why: 'by folder or name' };
  return undefined;
}

/** Folders into which builds write, but in which people also write programs. */
const isWeaklyGenerated = (path: string): boolean => !isGenerated(path.replace(/(^|\/)(build|out|target|coverage)(?=\/)/gi, '$1_'));

const heaviest = (signs: readonly { weight: number; why: string }[]): string => signs.toSorted((a, b) => b.weight - a.weight)[0]?.why ?? '';
