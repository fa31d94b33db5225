// What a program reads from its prompt: the anchor lines at the top, and the one block of inputs that is meant for programs.
// Everything else in the file is text for models, or data in fences of its own.

import { cut } from '../../contracts/cut.ts';
import { MusterError } from '../../contracts/errors.ts';
import type { AskedWorker } from '../../contracts/work/asked-worker.ts';
import type { ClaimedFinding } from './rule.ts';

export const SKILLS = ['analysis', 'verdicts', 'critique', 'report', 'plan', 'plan-verdicts', 'execution', 'writing'] as const;
export type Skill = (typeof SKILLS)[number];

export type PromptBase = { gitDir: string; commit: string; from?: string };

export type BuiltinPrompt = {
  dispatch: string;
  nonce: string;
  resultPath: string;
  heartbeatPath: string;
  errorsPath: string | undefined;
  role: string;
  /** Any other skill is an error, because no built-in worker has it. */
  skill: Skill;
  base: PromptBase;
  scope: string[];
  findings: ClaimedFinding[];
  /** For the skill `critique`: who was asked to look. */
  looked: AskedWorker[];
  /** For the skill `report`: the path of the facts. */
  report: string | undefined;
  /** Unparsed, for code that has a schema of its own for them: a plan, or the inputs for one. */
  inputs: Readonly<Record<string, unknown>>;
};

export function readPrompt(text: string): BuiltinPrompt {
  const inputs = record(inputsOf(text), 'the inputs');
  const skill = SKILLS.find((it) => it === inputs.skill);
  if (!skill)
    throw wrong(`the inputs ask for the skill ${JSON.stringify(inputs.skill)}, but a built-in worker knows only ${SKILLS.join(', ')}`);
  const report = inputs.report;
  if (skill === 'report' && typeof report !== 'string') throw wrong('the inputs of the skill report need `report`, the path of the facts');
  return {
    dispatch: anchor(text, 'Dispatch'),
    nonce: anchor(text, 'Nonce'),
    resultPath: anchor(text, 'Result Path'),
    heartbeatPath: anchor(text, 'Heartbeat Path'),
    errorsPath: anchorIfAny(text, 'Errors Path'),
    role: string(inputs.role, '`role`'),
    skill,
    base: baseOf(inputs.base, skill),
    scope: list(inputs.scope ?? [], '`scope`').map((it) => string(it, 'a glob of `scope`')),
    findings: skill === 'plan' ? [] : list(inputs.findings ?? [], '`findings`').map(claimed),
    looked: list(inputs.looked ?? [], '`looked`').map(looked),
    report: typeof report === 'string' ? report : undefined,
    inputs,
  };
}

/** The first line with this label: the envelope comes before anything that others have written. */
function anchorIfAny(text: string, label: string): string | undefined {
  const start = text.startsWith(`**${label}:** `) ? 0 : text.indexOf(`\n**${label}:** `) + 1;
  if (start === 0 && !text.startsWith(`**${label}:** `)) return undefined;
  const end = text.indexOf('\n', start);
  return text.slice(start + label.length + 6, end < 0 ? text.length : end).trim() || undefined;
}

function anchor(text: string, label: string): string {
  const value = anchorIfAny(text, label);
  if (value === undefined) throw wrong(`the prompt has no line \`**${label}:**\``);
  return value;
}

/** The one fenced block `json muster-inputs`; a look-alike inside another fence is data and ignored. */
export function inputsOf(text: string): unknown {
  const blocks: string[] = [];
  let fence: { mark: string; wanted: boolean; lines: string[] } | undefined;
  for (const line of text.split('\n')) {
    const run = /^(`{3,})(.*)$/.exec(line);
    if (fence) {
      if (run?.[1] !== undefined && run[1].length >= fence.mark.length && (run[2] ?? '').trim() === '') {
        if (fence.wanted) blocks.push(fence.lines.join('\n'));
        fence = undefined;
      } else fence.lines.push(line);
    } else if (run?.[1] !== undefined) fence = { mark: run[1], wanted: (run[2] ?? '').trim() === 'json muster-inputs', lines: [] };
  }
  const [block] = blocks;
  if (block === undefined || blocks.length > 1) throw wrong(`the prompt has ${blocks.length} blocks \`json muster-inputs\`; it needs one`);
  try {
    return JSON.parse(block);
  } catch (cause) {
    throw wrong('the block `json muster-inputs` is not JSON', cause);
  }
}

function baseOf(value: unknown, skill: Skill): PromptBase {
  // A report is written from its facts, an artifact from its prompt; no repository is opened for them.
  if ((skill === 'report' || skill === 'writing') && (value === undefined || value === null)) return { gitDir: '', commit: '' };
  const base = record(value, '`base`');
  const from = base.from;
  return {
    gitDir: string(base.gitDir, '`base.gitDir`'),
    commit: objectName(base.commit, '`base.commit`'),
    ...(from === undefined || from === null ? {} : { from: objectName(from, '`base.from`') }),
  };
}

/** Evidence was validated when it entered the journal; only its shape is checked again here. */
function claimed(value: unknown): ClaimedFinding {
  const it = record(value, 'an item of `findings`');
  return {
    id: string(it.id, '`id` of a finding'),
    title: string(it.title, '`title` of a finding'),
    category: string(it.category, '`category` of a finding'),
    severity: string(it.severity, '`severity` of a finding') as ClaimedFinding['severity'],
    claim: typeof it.claim === 'string' ? it.claim : '',
    evidence: list(it.evidence ?? [], '`evidence` of a finding').map(
      (one) => record(one, 'a piece of evidence') as ClaimedFinding['evidence'][number],
    ),
    ...(it.folded === true ? { folded: true } : {}),
  };
}

function looked(value: unknown): AskedWorker {
  const it = record(value, 'an item of `looked`');
  return {
    seat: string(it.seat, '`seat` of who looked'),
    agent: string(it.agent, '`agent` of who looked'),
    kind: it.kind === 'rules' ? 'rules' : 'model',
    completed: it.completed === true,
    why: typeof it.why === 'string' ? it.why : '',
    coverage: typeof it.coverage === 'string' ? it.coverage : '',
  };
}

function record(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(`${what} must be an object`);
  return value as Record<string, unknown>;
}

function list(value: unknown, what: string): unknown[] {
  if (!Array.isArray(value)) throw wrong(`${what} must be a list`);
  return value;
}

function string(value: unknown, what: string): string {
  if (typeof value !== 'string' || value === '') throw wrong(`${what} must be a text`);
  return value;
}

function objectName(value: unknown, what: string): string {
  const name = string(value, what);
  if (!/^[0-9a-f]{40,64}$/.test(name)) throw wrong(`${what} must be the full name of a commit, not ${JSON.stringify(cut(name, 80))}`);
  return name;
}

const wrong = (what: string, cause?: unknown): MusterError =>
  new MusterError('frame-invalid', what, 'The daemon writes this prompt; it and the built-in workers must have the same version.', {
    cause,
  });
