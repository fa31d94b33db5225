// gemini, headless. It reads settings and an .env file from its working directory, so it runs in a folder of its own and gets the
// checkout as an additional directory.

import { join } from 'node:path';
import { cut } from '../../contracts/cut.ts';
import type { Instant } from '../../contracts/time.ts';
import { USAGE_UNAVAILABLE, type Usage } from '../../contracts/usage.ts';
import type { SeenLook } from '../../validators/looks/receipt.ts';
import { looksOfCommand } from '../looks/command-line.ts';
import { searchIn } from '../looks/search.ts';
import type { Ending, Provider, Reading } from '../provider.ts';
import type { Grants } from '../tool-profile.ts';
import { geminiFiles } from './configuration.ts';
import { geminiLogin } from './login.ts';
import { countIn, inside, jsonLines, type Line, listIn, plainOutput, textIn, unreadUnless } from './printed.ts';
import { detectInstalled } from './program.ts';
import { promptArgument } from './prompt-argument.ts';
import { durationIn, resets } from './reset-time.ts';

/** Its exit codes if no one is logged in, and if its settings cannot be read. */
const NO_LOGIN = 41;
const BAD_SETTINGS = 52;

/** Kinds of lines that it prints. */
const KINDS = ['init', 'message', 'tool_use', 'result'];

export const gemini: Provider = {
  name: 'gemini',
  tried: ['0.61.0'],
  sendsCode: true,
  tellsPrice: false,
  variables: ['GEMINI_CLI_HOME'],
  workplace: 'checkout',
  confined: true,
  detect: (_, env) => detectInstalled({ program: 'gemini', packaged: '@google/gemini-cli', least: '0.60.0' }, env),
  login: geminiLogin,
  configuration: geminiFiles,
  narrows: ['shell', 'web', 'agents'],
  launch: ({ seat, prompt, folder, cwd, resume, grants }) => ({
    argv: [
      'gemini',
      '--skip-trust',
      ...['--approval-mode', 'yolo'],
      ...['--include-directories', cwd],
      ...['-o', 'stream-json'],
      ...(policyFor(grants) === '' ? [] : ['--policy', join(folder, POLICY)]),
      ...(seat.model === 'inherit' ? [] : ['-m', seat.model]),
      ...(resume === undefined ? [] : ['--resume', resume]),
      ...['-p', promptArgument(prompt)],
    ],
    env: {},
    model: seat.model,
    cwd: folder,
    ...(policyFor(grants) === '' ? {} : { files: [{ path: join(folder, POLICY), text: policyFor(grants) }] }),
  }),
  readEnd,
  looks,
};

const POLICY = 'stage-policy.toml';

/** In the user tier, which takes precedence over what `yolo` allows. */
function policyFor(grants: Grants | undefined): string {
  const { shell, web, agents } = grants ?? { shell: true, web: true, agents: true };
  const denied = [
    ...(shell ? [] : ['run_shell_command']),
    ...(web ? [] : ['google_web_search', 'web_fetch']),
    ...(agents ? [] : ['codebase_investigator', 'cli_help', 'generalist', 'invoke_agent']),
  ];
  return denied.map((it) => `[[rule]]\ntoolName = "${it}"\ndecision = "deny"\npriority = 990\n`).join('\n');
}

function readEnd({ output, end, at }: Ending): Reading {
  const lines = jsonLines(output);
  const init = lines.find((it) => it.type === 'init');
  const result = lines.findLast((it) => it.type === 'result');
  const session = textIn(init, 'session_id');
  const model = answeringModel(result) ?? textIn(init, 'model');
  return {
    usage: usageOf(result),
    because: becauseOf(lines, result, plainOutput(output), end?.code ?? null, at),
    ...unreadUnless(KINDS, lines, output),
    ...(session === undefined ? {} : { session }),
    ...(model === undefined ? {} : { model }),
  };
}

/** Of several models the one that wrote most: the others sort and summarise. */
function answeringModel(result: Line | undefined): string | undefined {
  const models = inside(inside(result, 'stats'), 'models');
  const wrote = (name: string) => countIn(inside(models, name), 'output_tokens') ?? 0;
  const [first] = Object.keys(models).sort((a, b) => wrote(b) - wrote(a));
  return first !== undefined && wrote(first) > 0 ? first : undefined;
}

function usageOf(result: Line | undefined): Usage {
  const stats = inside(result, 'stats');
  const input = countIn(stats, 'input_tokens');
  const output = countIn(stats, 'output_tokens');
  if (input === null || output === null) return USAGE_UNAVAILABLE;
  return {
    source: 'reported',
    input,
    output,
    cached: countIn(stats, 'cached'),
    reasoning: null,
    usd: null,
    turns: null,
    toolCalls: countIn(stats, 'tool_calls'),
  };
}

function becauseOf(lines: readonly Line[], result: Line | undefined, said: string, code: number | null, at: Instant): Reading['because'] {
  if (code === NO_LOGIN) return { reason: 'auth', detail: lastWords(said) };
  if (code === BAD_SETTINGS) return { reason: 'config', detail: lastWords(said) };
  if (!result) return null;
  if (result.status !== 'error') return denied(lines);
  const detail = textIn(inside(result, 'error'), 'message') ?? '';
  if (/exhausted|quota|\b429\b/i.test(detail)) {
    const wait = /retryDelayMs: (\d+)/.exec(said)?.[1];
    const reset = durationIn(wait && `${wait}ms`, at) ?? durationIn(/(?:retry|reset) (?:after|in) (\S+)/i.exec(detail)?.[1], at);
    return { reason: 'quota', detail, ...resets(reset, at) };
  }
  if (/\b401\b|\b403\b|UNAUTHENTICATED|API_KEY_INVALID|PERMISSION_DENIED/.test(detail)) return { reason: 'auth', detail };
  if (/token count.*exceeds/i.test(detail)) return { reason: 'context-overflow', detail };
  if (/is not found for API version|\b404\b|NOT_FOUND/.test(detail)) return { reason: 'config', detail };
  return null;
}

function denied(lines: readonly Line[]): Reading['because'] {
  const refused = lines.findLast(
    (it) =>
      it.type === 'tool_result' &&
      it.status === 'error' &&
      /not in workspace|denied by policy|requires .*(?:approval|confirmation)/i.test(textIn(it, 'output') ?? ''),
  );
  return refused ? { reason: 'refused-permission', detail: textIn(refused, 'output') ?? '' } : null;
}

const lastWords = (said: string): string => cut(said.trim().split('\n').slice(-2).join(' '), 500);

/** Each tool that it used, with its parameters, if it succeeded. */
function looks(output: string): SeenLook[] | undefined {
  const lines = jsonLines(output);
  if (!lines.some((it) => it.type === 'init' || it.type === 'result')) return undefined;
  const done = new Set(lines.filter((it) => it.type === 'tool_result' && it.status === 'success').map((it) => textIn(it, 'tool_id')));
  return lines
    .filter((it) => it.type === 'tool_use' && done.has(textIn(it, 'tool_id')))
    .flatMap((it): SeenLook[] => {
      const asked = inside(it, 'parameters');
      switch (it.tool_name) {
        case 'read_file':
          return [{ path: textIn(asked, 'file_path') ?? textIn(asked, 'absolute_path') ?? textIn(asked, 'path') ?? '', how: 'read' }];
        case 'read_many_files':
          return [...listIn(asked, 'paths'), ...listIn(asked, 'include')]
            .filter((path) => typeof path === 'string')
            .map((path) => ({ path, how: 'read' }));
        case 'grep_search':
        case 'search_file_content':
          return searchIn(textIn(asked, 'dir_path') ?? textIn(asked, 'path'), textIn(asked, 'include_pattern') ?? textIn(asked, 'include'));
        case 'run_shell_command':
          return looksOfCommand(textIn(asked, 'command') ?? '', textIn(asked, 'dir_path') ?? textIn(asked, 'directory') ?? '');
        default:
          return [];
      }
    });
}
