// codex, headless, in its own sandbox: it can write in the folder for its result and in temporary folders, and as an executor in
// its checkout. Other roles read a shared tree from outside of it. The project's instructions to agents are data here and are not
// followed.

import { cut } from '../../contracts/cut.ts';
import type { Instant } from '../../contracts/time.ts';
import { USAGE_UNAVAILABLE, type Usage } from '../../contracts/usage.ts';
import type { SeenLook } from '../../validators/looks/receipt.ts';
import { looksOfCommand } from '../looks/command-line.ts';
import type { Ending, Provider, Reading } from '../provider.ts';
import type { Grants } from '../tool-profile.ts';
import { codexFiles } from './configuration.ts';
import { codexLogin } from './login.ts';
import { countIn, inside, jsonLines, type Line, plainOutput, textIn, unreadUnless } from './printed.ts';
import { detectInstalled } from './program.ts';
import { promptArgument } from './prompt-argument.ts';
import { durationIn, resets, timeOfDayIn } from './reset-time.ts';

/** Kinds of lines that it prints. */
const KINDS = ['thread.started', 'item.completed', 'turn.completed', 'turn.failed', 'error'];

export const codex: Provider = {
  name: 'codex',
  tried: ['0.169.0'],
  sendsCode: true,
  tellsPrice: false,
  variables: ['CODEX_HOME'],
  workplace: 'shared',
  confined: true,
  detect: (_, env) => detectInstalled({ program: 'codex', packaged: '@openai/codex', least: '0.160.0' }, env),
  login: codexLogin,
  configuration: codexFiles,
  // It reads and writes only through its shell, so that stays; the sandbox confines it.
  narrows: ['web'],
  launch: ({ seat, prompt, folder, cwd, resume, grants }) => ({
    argv: [
      'codex',
      'exec',
      '--json',
      '--skip-git-repo-check',
      ...['-s', 'workspace-write'],
      ...['--add-dir', folder],
      ...['-c', 'project_doc_max_bytes=0'],
      ...(seat.workplace === 'shared' ? temporaryFoldersFor(cwd) : []),
      ...(grants ? narrowing(grants) : []),
      ...(seat.model === 'inherit' ? [] : ['-m', seat.model]),
      ...(resume === undefined ? [] : ['resume', resume]),
      '--',
      promptArgument(prompt),
    ],
    env: {},
    model: seat.model,
    // It may write in its working directory.
    ...(seat.workplace === 'shared' ? { cwd: folder } : {}),
  }),
  readEnd,
  looks,
  looksPartly: () => true,
};

/** They are writable, unless the tree that it must only read is in one of them. */
const temporaryFoldersFor = (tree: string): string[] =>
  /^(\/private)?\/(tmp|var\/tmp|var\/folders|dev\/shm)\//.test(tree)
    ? ['exclude_slash_tmp', 'exclude_tmpdir_env_var'].flatMap((it) => ['-c', `sandbox_workspace_write.${it}=true`])
    : [];

/** Its sandbox stays the same; a stage only decides about network access. */
const narrowing = ({ web }: Grants): string[] => [
  ...['-c', `sandbox_workspace_write.network_access=${web}`],
  ...['-c', `web_search="${web ? 'live' : 'disabled'}"`],
];

function readEnd({ output, at }: Ending): Reading {
  const lines = jsonLines(output);
  const session = textIn(
    lines.find((it) => it.type === 'thread.started'),
    'thread_id',
  );
  return {
    usage: usageOf(lines),
    countsOn: true,
    because: becauseOf(lines, output, at),
    ...unreadUnless(KINDS, lines, output),
    ...(session === undefined ? {} : { session }),
  };
}

const DEEDS = new Set(['command_execution', 'file_change', 'mcp_tool_call', 'web_search']);
const itemsOf = (lines: readonly Line[]): Line[] => lines.filter((it) => it.type === 'item.completed').map((it) => inside(it, 'item'));

/** From the commands that it reports. It does not report one that ended at once, so the absence of looks proves nothing. */
function looks(output: string): SeenLook[] | undefined {
  const seen = itemsOf(jsonLines(output))
    .filter((it) => it.type === 'command_execution' && it.status !== 'declined' && it.exit_code === 0)
    .flatMap((it) => looksOfCommand(textIn(it, 'command') ?? ''));
  return seen.length > 0 ? seen : undefined;
}

function usageOf(lines: readonly Line[]): Usage {
  const turn = lines.findLast((it) => it.type === 'turn.completed');
  if (!turn) return USAGE_UNAVAILABLE;
  const usage = inside(turn, 'usage');
  const input = countIn(usage, 'input_tokens');
  const output = countIn(usage, 'output_tokens');
  return {
    source: input === null || output === null ? 'unavailable' : 'reported',
    input,
    output,
    cached: countIn(usage, 'cached_input_tokens'),
    reasoning: countIn(usage, 'reasoning_output_tokens'),
    // It reports tokens and no price.
    usd: null,
    turns: null,
    // It does not report a command that ended at once, so zero is not reliable.
    toolCalls: itemsOf(lines).filter((it) => DEEDS.has(textIn(it, 'type') ?? '')).length || null,
  };
}

function becauseOf(lines: readonly Line[], output: string, at: Instant): Reading['because'] {
  if (lines.some((it) => it.type === 'turn.completed')) return denied(lines);
  const failed = lines.findLast((it) => it.type === 'turn.failed');
  const detail =
    textIn(inside(failed, 'error'), 'message') ??
    textIn(
      lines.findLast((it) => it.type === 'error'),
      'message',
    ) ??
    '';
  if (/usage limit|rate limit|too many requests|\b429\b/i.test(detail)) {
    const reset = timeOfDayIn(detail, at) ?? durationIn(/try again in (.+)/i.exec(detail)?.[1], at);
    return { reason: 'quota', detail, ...resets(reset, at) };
  }
  if (/context window|context_length_exceeded/i.test(detail)) return { reason: 'context-overflow', detail };
  if (/\b401\b|\b403 Forbidden|not logged in|log ?in again|sign in again|missing environment variable/i.test(detail))
    return { reason: 'auth', detail };
  if (/model.*(?:does not exist|not found|not supported)|quota exceeded|check your plan and billing/i.test(detail))
    return { reason: 'config', detail };
  if (lines.length > 0) return null;
  const refused = /^error: unexpected argument.*$|^error loading config.*$/im.exec(plainOutput(output));
  return refused ? { reason: 'config', detail: refused[0] } : null;
}

/** Its sandbox refuses just as the system would. */
function denied(lines: readonly Line[]): Reading['because'] {
  const item = itemsOf(lines).findLast(
    (it) =>
      it.status === 'declined' ||
      (it.status === 'failed' &&
        /read-only file system|operation not permitted|permission denied/i.test(textIn(it, 'aggregated_output') ?? '')),
  );
  if (!item) return null;
  const what = textIn(item, 'command') ?? textIn(item, 'type') ?? '';
  return { reason: 'refused-permission', detail: `was refused: ${cut(what, 500)}` };
}
