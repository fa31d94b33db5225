// The edges of the lineage graph, as rows: a source, what came of it, and the run that recorded it.

/** The later node REQUIRES or INCLUDES the earlier one, or the earlier one GENERATES the later one. */
export type EdgeKind = 'REQUIRES' | 'GENERATES' | 'INCLUDES';

export type Edge = {
  source: string;
  dependent: string;
  kind: EdgeKind;
  /** Of the source when it was used; empty if the event does not say. */
  digest: string;
};

export const EDGE_COLUMNS = ['source', 'dependent', 'kind', 'digest', 'run'] as const;
export type EdgeColumn = (typeof EDGE_COLUMNS)[number];

/** Names of nodes. A file is named as in its run: relative to the project, or absolute if it is outside. */
export const node = {
  file: (path: string) => `file:${path}`,
  artifact: (path: string) => `artifact:${path}`,
  project: (path: string) => `project:${path}`,
  base: (tree: string) => `base:${tree}`,
  run: (run: string) => `run:${run}`,
  making: (run: string, making: string) => `making:${run}.${making}`,
  prompt: (dispatch: string, attempt: number) => `prompt:${dispatch}#${attempt}`,
  phase: (run: string, key: string) => `phase:${run}/${key}`,
  /** The phases that a planner proposed in one run. */
  proposal: (run: string, digest: string) => `proposal:${run}/${digest}`,
  dispatch: (id: string) => `dispatch:${id}`,
  result: (dispatch: string) => `result:${dispatch}`,
  raised: (ref: string) => `raised:${ref}`,
  finding: (run: string, id: string) => `finding:${run}.${id}`,
  gap: (run: string, id: string) => `gap:${run}.${id}`,
  verdict: (dispatch: string, subject: string) => `verdict:${dispatch}/${subject}`,
  plan: (digest: string) => `plan:${digest}`,
  item: (plan: string, id: string) => `item:${plan}/${id}`,
  judgement: (run: string) => `judgement:${run}`,
  stage: (run: string, stage: string) => `stage:${run}/${stage}`,
  carry: (run: string, stage: string, attempt: number) => `carry:${run}/${stage}#${attempt}`,
  report: (run: string) => `report:${run}`,
} as const;

export const kindOfNode = (name: string): string => name.slice(0, name.indexOf(':'));
export const restOfNode = (name: string): string => name.slice(name.indexOf(':') + 1);

/** Findings, gaps and plan items, by the names that workers use. */
export const subjectNode = (run: string, id: string): string | undefined =>
  id.startsWith('F-') ? node.finding(run, id) : id.startsWith('G-') ? node.gap(run, id) : undefined;

export const requires = (dependent: string, source: string, digest = ''): Edge => ({ source, dependent, kind: 'REQUIRES', digest });
export const generates = (source: string, dependent: string, digest = ''): Edge => ({ source, dependent, kind: 'GENERATES', digest });
export const includes = (dependent: string, source: string, digest = ''): Edge => ({ source, dependent, kind: 'INCLUDES', digest });
