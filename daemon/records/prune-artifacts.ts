// Finds artifacts of the home that nobody needs: the run that made one has lost its files, no stored run has read
// it, and no prompt makes or names it. The inputs of an artifact that stays are kept too, for later comparison.

import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ARTIFACT_ENDINGS } from '../../contracts/make/prompt.ts';
import { codeOf, readBounded } from '../../runtime/files.ts';
import { projectAt } from '../../runtime/home.ts';
import { macrosIn } from '../../skills/make/macros.ts';
import { readPrompt } from '../../skills/make/read-prompt.ts';
import type { EffectContext } from '../effects/effect-context.ts';
import { type KeptRecord, keptRecord, recordPath, spaceFolder } from '../make/artifact-places.ts';
import { promptFiles } from '../make/find-prompt.ts';

export type PrunedArtifacts = { count: number; bytes: number };

/** `digests`: all digests in the journals of runs with files; read only if there is something to decide. */
type Needed = { staying: ReadonlySet<string>; projects: ReadonlySet<string>; digests: () => Promise<ReadonlySet<string>> };
type Lying = { folder: string; record: KeptRecord };

/** `held`: objects that belong to artifacts that stay. */
export type ArtifactsNeeded = { unneeded: Lying[]; held: Set<string> };

const LARGEST_PROMPT = 1024 * 1024;

export async function artifactsNeeded({ staying, projects, digests }: Needed, context: EffectContext): Promise<ArtifactsNeeded> {
  const prompts = new Map<string, NamedArtifacts>();
  const asked = async (folder: string): Promise<NamedArtifacts> => {
    const known = prompts.get(folder) ?? (await namedIn(folder));
    prompts.set(folder, known);
    return known;
  };
  const unneeded: Lying[] = [];
  const held = new Set<string>();
  for (const one of await artifactsIn(context.home.artifacts)) {
    const { record, folder } = one;
    const state = await context.folded(record.run).catch(() => undefined);
    // An unknown run may be imported again, together with its project.
    if (!state) continue;
    const own = spaceFolder(context.home, state.created.task.project, 'project') === folder;
    const around = own ? [state.created.task.project] : [...projects];
    const named = await Promise.all([context.home.prompts, ...around.map((it) => projectAt(it).prompts)].map(asked));
    const needed =
      staying.has(record.run) ||
      named.some(
        (it) =>
          it.prompts.has(record.call.prompt) ||
          it.artifacts.has(record.artifact.name) ||
          it.unread.some((text) => text.includes(record.artifact.name)),
      ) ||
      (await digests()).has(record.artifact.digest);
    if (!needed) unneeded.push(one);
    else for (const digest of await inputsOf(record, context)) held.add(digest);
  }
  return { unneeded, held };
}

/** Can be repeated: the record that leads to an artifact is removed last. */
export async function removeArtifacts(unneeded: readonly Lying[], dryRun: boolean, { log }: EffectContext): Promise<PrunedArtifacts> {
  const gone: PrunedArtifacts = { count: 0, bytes: 0 };
  for (const { folder, record } of unneeded) {
    const { name, kind } = record.artifact;
    // It may have been remade since.
    if ((await keptRecord(folder, name))?.run !== record.run) continue;
    const paths = [join(folder, `${name}.${ARTIFACT_ENDINGS[kind]}`), recordPath(folder, name)];
    for (const path of paths) {
      gone.bytes += (await stat(path).catch(() => undefined))?.size ?? 0;
      if (!dryRun) await rm(path, { force: true });
    }
    gone.count += 1;
    log.info('artifact pruned', { artifact: name, folder, dryRun });
  }
  return gone;
}

async function artifactsIn(root: string): Promise<Lying[]> {
  const groups = await Promise.all(
    ['projects', 'spaces'].map(async (it) => (await names(join(root, it))).map((one) => join(root, it, one))),
  );
  const found: Lying[] = [];
  for (const folder of [join(root, 'home'), ...groups.flat()]) {
    for (const file of await names(join(folder, '.records'))) {
      const record = file.endsWith('.json') ? await keptRecord(folder, file.slice(0, -'.json'.length)) : undefined;
      if (record) found.push({ folder, record });
    }
  }
  return found;
}

/** Prompts by name, the artifacts that they request, and the texts of invalid prompts, which may need anything that they mention. */
type NamedArtifacts = { prompts: ReadonlySet<string>; artifacts: ReadonlySet<string>; unread: readonly string[] };

async function namedIn(folder: string): Promise<NamedArtifacts> {
  const artifacts = new Set<string>();
  const files = await promptFiles(folder);
  const unread: string[] = [];
  for (const file of files) {
    const read = await readBounded(join(folder, file), LARGEST_PROMPT).catch(() => undefined);
    if (read?.kind !== 'read') continue;
    const text = read.bytes.toString('utf8');
    const reading = readPrompt(text);
    if (reading.kind !== 'prompt') unread.push(text);
    else for (const { kind, name } of macrosIn(reading.prompt.pieces)) if (kind === 'require' || kind === 'optional') artifacts.add(name);
  }
  return { prompts: new Set(files.map((it) => it.slice(0, -'.md'.length))), artifacts, unread };
}

/** The texts that it was made from, according to its run's journal. */
async function inputsOf({ run, making, artifact }: KeptRecord, { ledger }: EffectContext): Promise<string[]> {
  const events = await ledger.read(`run/${run}`);
  const inputs = events.flatMap((it) => (it.type === 'making.compiled' && it.payload.making === making ? it.payload.inputs : []));
  return [artifact.digest, ...inputs.flatMap(({ found }) => (found ? [found.digest] : []))];
}

const names = (folder: string): Promise<string[]> =>
  readdir(folder).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  });
