// What a built-in analyser is made of: rules that look at one tree, and re-checks that look at
// another analyser's finding by a method of their own.

import type { Evidence, NamedPlace, Severity, VerdictWord } from '../../contracts/findings/finding.ts';

export type TreeFile = {
  path: string;
  /** As git has it: 100644, 100755, 120000 (a link) or 160000 (a submodule). */
  mode: string;
  object: string;
  bytes: number;
};

/** The tree under examination, read through `git cat-file`, never through the file system. */
export interface Repository {
  readonly commit: string;
  /** Every file of the tree, in path order, also the ones outside the scope. */
  readonly files: readonly TreeFile[];
  /** Paths within the task's scope. */
  readonly inScope: (path: string) => boolean;
  readonly has: (path: string) => boolean;
  readonly hasFolder: (path: string) => boolean;
  /** The text, or undefined when it is absent, binary, or over 1 MiB. Loaded on first use and kept. */
  text(path: string): Promise<string | undefined>;
  /** The target of a symbolic link. */
  link(path: string): Promise<string | undefined>;
  /** With a range: what the change adds or moves; without: undefined, and everything counts. */
  readonly change?: {
    readonly from: string;
    readonly added: ReadonlySet<string>; // `path:line`
    readonly touched: ReadonlySet<string>;
    readonly removed: ReadonlySet<string>;
    textBefore(path: string): Promise<string | undefined>;
  };
  /** The commit that took a path away or renamed it, when history has one. */
  departure(path: string): Promise<{ commit: string; subject: string; renamedTo?: string } | undefined>;
  /** `git log` over the whole history for paths that once existed and do not now. */
  departed(): Promise<readonly { path: string; commit: string; subject: string; blob: string }[]>;
  /** git's own answer for one path (`ls-tree`), asked again: a second opinion on `has`. */
  entry(path: string): Promise<{ mode: string; type: 'blob' | 'tree' | 'commit'; object: string } | undefined>;
  /** The oldest commit that brought a text into a path (`git log -S`); the date is ISO. */
  introduced(path: string, text: string): Promise<{ commit: string; subject: string; date: string } | undefined>;
  /** The text of a path at another commit of this history. */
  textAt(commit: string, path: string): Promise<string | undefined>;
  /** The text of an object of history, as `departed` names them. */
  blob(object: string): Promise<string | undefined>;
  /** Date of the commit under examination, as the today of rules that need one. */
  readonly date: string;
}

export type Hit = {
  severity: Severity;
  title: string;
  claim: string;
  evidence: Evidence[];
  recommendation?: string;
  confidence: number;
  /** Several hits of one rule: each piece of evidence is a place of its own. */
  folded?: boolean;
};

export type Rule = {
  /** `links/dead-relative-link`: also the category of what it finds. */
  id: string;
  /** One line for docs and for `checked N files by M rules`. */
  says: string;
  find(repo: Repository): Promise<Hit[]>;
};

/** What a re-check sees of a finding: what was shown to it in its prompt, nothing more. */
export type Claimed = {
  id: string;
  title: string;
  category: string;
  severity: Severity;
  claim: string;
  evidence: Evidence[];
  folded?: boolean;
};

export type Judged = { verdict: VerdictWord; basis: string; evidence?: Evidence[]; notAt?: NamedPlace[] };

export type Recheck = {
  /** Category (a rule's id) that this can judge. */
  category: string;
  /** The method, in words, and different from the rule's own. */
  method: string;
  judge(repo: Repository, claimed: Claimed): Promise<Judged>;
};

export type BuiltinAnalyser = { name: string; rules: readonly Rule[]; rechecks: readonly Recheck[] };
