// Which parts of a change a person must look at, whatever the commands say: found by comparing the texts before and after.

import type { StageProof } from '../../../../contracts/plan/proof.ts';
import { shownPath } from '../../../../runtime/workspace/capture/snapshot.ts';
import type { RawChange } from '../../../../runtime/workspace/git/raw-diff.ts';
import type { Changed } from '../../../../validators/proof/changed.ts';
import { knowsJudge } from '../../../../validators/proof/knows-judge.ts';
import { isProgram, lostTests, rewrittenTests } from '../../../../validators/proof/lost-tests.ts';
import { type Silenced, silencedBy } from '../../../../validators/proof/silenced.ts';
import { testFileTest } from '../../../../validators/proof/test-files.ts';
import { turnedJudges } from '../../../../validators/proof/turned-judge.ts';
import type { Stages } from '../../world/stages.ts';

const LARGEST_TEXT = 1024 * 1024;
/** A larger change is generated. Existing files come first, because only they can lose a test. */
const MOST_READ = 1000;

export async function suspectIn(
  all: readonly RawChange[],
  isNamedTest: (path: string) => boolean,
  argvs: readonly (readonly string[])[],
  gitDir: string,
  world: Pick<Stages, 'openBlobs'>,
  signal: AbortSignal,
): Promise<Pick<StageProof, 'turned' | 'lostTests' | 'rewrittenTests' | 'looksAway' | 'ends' | 'knowsJudge'>> {
  const isAdded = (it: RawChange): boolean => it.status === 'A';
  const inOrder = [...all].sort((a, b) => Number(isAdded(a)) - Number(isAdded(b)));
  const [read, beyond] = [inOrder.slice(0, MOST_READ), inOrder.slice(MOST_READ)];
  const { changed, tooLarge, binary } = await textsOf(read, gitDir, world, signal);
  // The globs of a stage say what its new tests are. What was a test before, by its name, remains one.
  const isTest = (path: string): boolean => isNamedTest(path) || BY_NAME(path);
  const { looksAway, ends } = silencedBy(changed, isNamedTest);
  const lost = [
    ...lostTests(changed, isTest, argvs),
    ...tooLarge.before.filter((path) => isTest(path) && isProgram(path)).map(unread),
    ...all.flatMap((it) => noLongerRun(it, isTest)),
    ...further(beyond.filter((it) => !isAdded(it)).length),
  ];
  const rewritten = rewrittenTests(changed, isTest);
  const turned = turnedJudges(changed, argvs);
  const knows = knowsJudge(changed, isNamedTest);
  // What nobody has read may end a check as well as what was read.
  const ending = [
    ...ends.map(said),
    ...tooLarge.after.filter((path) => !isNamedTest(path) && !MEDIA.test(path)).map(unread),
    ...binary
      .filter((path) => !isNamedTest(path) && !MEDIA.test(path))
      .map((path) => `${path}: not read, because it is no text`.slice(0, 300)),
    ...read.flatMap((it) => linkedProgram(it, isNamedTest)),
    ...further(beyond.filter(isAdded).length),
  ];
  return {
    ...(turned.length > 0 ? { turned: turned.map(saidWhole) } : {}),
    ...(lost.length > 0 ? { lostTests: lost } : {}),
    ...(rewritten.length > 0 ? { rewrittenTests: rewritten } : {}),
    ...(looksAway.length > 0 ? { looksAway: looksAway.map(said) } : {}),
    ...(ending.length > 0 ? { ends: ending } : {}),
    ...(knows.length > 0 ? { knowsJudge: knows.map(said) } : {}),
  };
}

const BY_NAME = testFileTest(undefined);

/** A test that is executable no more: what starts each test by its name passes over it. */
function noLongerRun({ path, oldMode, mode }: RawChange, isTest: (path: string) => boolean): string[] {
  const shown = shownPath(path);
  return oldMode === '100755' && mode === '100644' && isTest(shown) ? [`${shown}: no longer executable`.slice(0, 300)] : [];
}

/** No check loads these. */
const MEDIA = /\.(?:png|jpe?g|gif|webp|avif|ico|svg|woff2?|ttf|otf|mp[34]|webm|ogg|wav|pdf|csv|md|txt)$/i;

/** A program that is a link now: what it runs is another file, which may look like prose. */
function linkedProgram({ path, mode, oldMode }: RawChange, isTest: (path: string) => boolean): string[] {
  const shown = shownPath(path);
  const isNew = mode === '120000' && oldMode !== mode && isProgram(shown) && !isTest(shown);
  return isNew ? [`${shown}: a link in the place of a program`.slice(0, 300)] : [];
}

const unread = (path: string): string => `${path}: not read, because it is larger than ${LARGEST_TEXT} bytes`.slice(0, 300);
const further = (files: number): string[] => (files > 0 ? [`${files} further files, which were not read`] : []);

const said = ({ path, line }: Silenced): string => `${path}: ${line}`.slice(0, 300);
/** With the whole path, by which the stage is compared with it. */
const saidWhole = ({ path, line }: Silenced): string => `${path}: ${line.slice(0, 200)}`;

async function textsOf(
  changes: readonly RawChange[],
  gitDir: string,
  { openBlobs }: Pick<Stages, 'openBlobs'>,
  signal: AbortSignal,
): Promise<{ changed: Changed[]; tooLarge: { before: string[]; after: string[] }; binary: string[] }> {
  const blobs = openBlobs(gitDir, { signal, maxBytes: LARGEST_TEXT });
  const tooLarge: { before: string[]; after: string[] } = { before: [], after: [] };
  const binary: string[] = [];
  try {
    const text = async (mode: string, object: string, path: string, side: 'before' | 'after'): Promise<string> => {
      if (!mode.startsWith('100')) return '';
      const bytes = await blobs.read(object);
      if (bytes === undefined) tooLarge[side].push(path);
      if (side === 'after' && bytes?.includes(0)) binary.push(path);
      return bytes?.toString('utf8') ?? '';
    };
    const changed: Changed[] = [];
    for (const { path, status, oldMode, oldObject, mode, object } of changes) {
      const shown = shownPath(path);
      changed.push({
        path: shown,
        before: await text(oldMode, oldObject, shown, 'before'),
        after: await text(mode, object, shown, 'after'),
        gone: status === 'D',
      });
    }
    return { changed, tooLarge, binary };
  } finally {
    await blobs.close();
  }
}
