// Which of our tools a client may use while it carries out a stage: those in the tool profiles that
// the approved stage lists. An unknown profile permits nothing. Pure.

const READS = ['run_read', 'run_findings', 'run_explain', 'run_note'];

/** What every stage needs in order to run at all. */
const ALWAYS: readonly string[] = ['run_start_stage', 'run_propose_step_result', 'run_active', 'run_events'];

const PROFILES: Readonly<Record<string, readonly string[]>> = {
  coding: [],
  browser: [],
  knowledge: READS,
  supervisor: [...READS, 'run_submit', 'run_create', 'run_apply_policy', 'run_resume', 'run_cancel'],
};

export const allowsTool = (profile: readonly string[], tool: string): boolean =>
  ALWAYS.includes(tool) || profile.some((it) => Object.hasOwn(PROFILES, it) && PROFILES[it]?.includes(tool));
