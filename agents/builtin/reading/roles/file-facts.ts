// What is known about a file before its role is decided: what tools say about it, what is beside it, its names, and who imports it.

import type { Repository } from '../../rule.ts';
import { type Language, languageOf } from '../language.ts';
import { folderOf, isExample, isFixture, isGenerated, isTest, isVendored } from '../paths.ts';
import { attributesOf } from './attributes.ts';
import { type Companion, companionOf } from './companions.ts';
import { importersIn } from './imported.ts';
import { type LeftOut, leftOutBy } from './left-out.ts';
import { packagesIn } from './packages.ts';

/** Each is read when it is first needed, because some need every program. */
export type RoleSources = {
  repo: Repository;
  leftOut(): ReturnType<typeof leftOutBy>;
  attributes(): ReturnType<typeof attributesOf>;
  importers(): ReturnType<typeof importersIn>;
  companion(): ReturnType<typeof companionOf>;
  packages(): ReturnType<typeof packagesIn>;
};

export const sourcesOf = (repo: Repository): RoleSources => ({
  repo,
  leftOut: once(() => leftOutBy(repo)),
  attributes: once(() => attributesOf(repo)),
  importers: once(() => importersIn(repo)),
  companion: once(() => companionOf(repo)),
  packages: once(() => packagesIn(repo)),
});

function once<Out>(make: () => Out): () => Out {
  let made: { out: Out } | undefined;
  return () => {
    made ??= { out: make() };
    return made.out;
  };
}

export type FileFacts = {
  path: string;
  /** Undefined for prose and data. */
  language: Language | undefined;
  text: string | undefined;
  /** .gitattributes calls it data. */
  isCalledData: boolean;
  leftOut: LeftOut | undefined;
  beside: Companion;
  names: Record<'fixture' | 'test' | 'example' | 'vendored' | 'generated', boolean>;
  /** Undefined if nobody looked for them, or they are unknown. */
  importers: readonly string[] | undefined;
  /** Imported from outside its folder. */
  isWanted: boolean;
};

export async function factsOf(path: string, text: string | undefined, isCalledData: boolean, sources: RoleSources): Promise<FileFacts> {
  const language = languageOf(path);
  const leftOut = (await sources.leftOut())(path);
  const beside = sources.companion()(path);
  const names = {
    fixture: isFixture(path),
    test: isTest(path),
    example: isExample(path),
    vendored: isVendored(path),
    generated: isGenerated(path),
  };
  const isPlain = leftOut === undefined && beside === undefined && !isCalledData && !Object.values(names).includes(true);
  const importers = isPlain || language === undefined ? undefined : (await sources.importers())(path);
  const isWanted = importers?.some((it) => isApart(it, path)) === true;
  return { path, language, text, isCalledData, leftOut, beside, names, importers, isWanted };
}

/** From another folder than the file's own and those below it, and not by a test. */
const isApart = (importer: string, path: string): boolean => {
  const top = path.split('/').slice(0, 2).join('/');
  return (
    !isTest(importer) &&
    !isFixture(importer) &&
    !importer.startsWith(`${folderOf(path)}/`) &&
    !(isFixture(path) && importer.startsWith(`${top}/`) && isTest(path))
  );
};
