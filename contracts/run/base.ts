// What a run looks at: one tree, or two with the changes between them.

import { andMore } from '../cut.ts';
import { Digest } from '../ids.ts';
import * as z from '../schema.ts';
import { cuttableList, exactText, freeText, PathText, wholeList } from '../text.ts';

const ObjectName = z.string().regex(/^[0-9a-f]{40,64}$/);

const LeftOutList = cuttableList(z.strictObject({ path: freeText(4096), reason: freeText(300) }), 1000, (left) => ({
  path: '…',
  reason: andMore(left),
}));

/** The object from which another node of a fleet can make the same repository; absent without a fleet, or if it cannot be sent. */
const Bundle = Digest.optional();

export const Base = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('git'),
    /** The repository's root in the file system. */
    root: PathText,
    /** The bare repository in the home that contains the commit and its history. */
    gitDir: PathText,
    /** The commit to look at. */
    commit: ObjectName,
    tree: ObjectName,
    /** The left end of a range; evidence may refer to it as side `from`. */
    from: ObjectName.optional(),
    /** The branch that it is on; its findings are followed from review to review. Absent if the commit was named otherwise. */
    branch: exactText(1000).optional(),
    /** The left end of the whole change, if only what changed since an earlier review of it is looked at. */
    changeFrom: ObjectName.optional(),
    /** What a person would call it: `worktree`, `HEAD`, `main...HEAD`. */
    label: freeText(1000),
    bundle: Bundle,
    /** The capture contains uncommitted changes. */
    uncommitted: z.boolean(),
    /** Left out of the capture because of name or size, with the reason. */
    leftOut: LeftOutList,
  }),
  z.strictObject({
    kind: z.literal('copy'),
    root: PathText,
    /** The bare repository in the home that contains its files as one commit. */
    gitDir: PathText,
    commit: ObjectName,
    tree: ObjectName,
    label: freeText(1000),
    bundle: Bundle,
    uncommitted: z.literal(true),
    leftOut: LeftOutList,
  }),
]);
export type Base = z.infer<typeof Base>;

/** The commands with which a project proves itself, as argv, by what they prove: `test`, `build`, `lint`. */
export const ProjectCommands = z.record(exactText(100), wholeList(exactText(200), 20).min(1));
export type ProjectCommands = z.infer<typeof ProjectCommands>;

/** A file that was read, by its content. */
export const FileDigest = z.strictObject({ path: PathText, digest: Digest, bytes: z.int() });
export type FileDigest = z.infer<typeof FileDigest>;
