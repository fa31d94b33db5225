// The parts of a built-in analyser: rules that look at a tree, and re-checks that examine another analyser's finding by a method of
// their own.

import type { Evidence, NamedPlace, Severity, VerdictWord } from '../../contracts/findings/finding.ts';

export type TreeFile = {
  path: string;
  /** As in git: 100644, 100755, 120000 (a link) or 160000 (a submodule). */
  mode: string;
  object: string;
  bytes: number;
};

/** The tree under examination, read through `git cat-file`, never through the file system. */
export interface Repository {
  readonly commit: string;
  /** Every file of the tree, in path order, including those outside the scope. */
  readonly files: readonly TreeFile[];
  /** Paths within the task's scope. */
  readonly inScope: (path: string) => boolean;
  readonly has: (path: string) => boolean;
  readonly hasFolder: (path: string) => boolean;
  /** The text; undefined if it is absent, binary, or over 1 MiB. Loaded on first use and cached. */
  text(path: string): Promise<string | undefined>;
  /** The target of a symbolic link. */
  link(path: string): Promise<string | undefined>;
  /** In a range: what the change adds or moves; otherwise undefined, and everything counts. */
  readonly change?: {
    readonly from: string;
    readonly added: ReadonlySet<string>; // `path:line`
    readonly touched: ReadonlySet<string>;
    readonly removed: ReadonlySet<string>;
    textBefore(path: string): Promise<string | undefined>;
  };
  /** The commit that removed or renamed a path, if history has one. */
  departure(path: string): Promise<{ commit: string; subject: string; renamedTo?: string } | undefined>;
  /** `git log` over the whole history for paths that once existed and do not now. */
  departed(): Promise<readonly { path: string; commit: string; subject: string; blob: string }[]>;
  /** git's own answer for one path (`ls-tree`), not cached: a second opinion on `has`. */
  entry(path: string): Promise<{ mode: string; type: 'blob' | 'tree' | 'commit'; object: string } | undefined>;
  /** The oldest commit that added a text to a path (`git log -S`); the date is ISO. */
  introduced(path: string, text: string): Promise<{ commit: string; subject: string; date: string } | undefined>;
  /** The text of a path at another commit of this history. */
  textAt(commit: string, path: string): Promise<string | undefined>;
  /** The text of an object from history, as named by `departed`. */
  blob(object: string): Promise<string | undefined>;
  /** Date of the commit under examination, which rules use as today's date. */
  readonly date: string;
}

export type Hit = {
  severity: Severity;
  title: string;
  claim: string;
  evidence: Evidence[];
  recommendation?: string;
  confidence: number;
  /** Several hits of one rule: each piece of evidence is a separate place. */
  folded?: boolean;
  /** The file whose removal by the change made this wrong, in a place that the change did not touch. */
  brokenBy?: string | undefined;
};

export type Rule = {
  /** `links/dead-relative-link`: also the category of what it finds. */
  id: string;
  /** One line for the docs and for `opened N of M files for K rules`. */
  says: string;
  find(repo: Repository): Promise<Hit[]>;
};

/** What a re-check sees of a finding: what its prompt showed, nothing more. */
export type ClaimedFinding = {
  id: string;
  title: string;
  category: string;
  severity: Severity;
  claim: string;
  evidence: Evidence[];
  folded?: boolean;
};

export type RecheckVerdict = { verdict: VerdictWord; basis: string; evidence?: Evidence[]; notAt?: NamedPlace[] };

export type Recheck = {
  /** The category (a rule's id) that this can judge. */
  category: string;
  /** The method, in words, and different from the rule's own. */
  method: string;
  judge(repo: Repository, claimed: ClaimedFinding): Promise<RecheckVerdict>;
};

export type BuiltinAnalyser = { name: string; rules: readonly Rule[]; rechecks: readonly Recheck[] };
