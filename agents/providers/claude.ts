// Claude Code, headless. Only the person's own settings apply: a hook, a server or a skill from the project under review is not
// loaded.

import type { Instant } from '../../contracts/time.ts';
import { USAGE_UNAVAILABLE, type Usage } from '../../contracts/usage.ts';
import type { SeenLook } from '../../validators/looks/receipt.ts';
import { looksOfCommand } from '../looks/command-line.ts';
import { searchIn } from '../looks/search.ts';
import type { Ending, Provider, Reading } from '../provider.ts';
import type { Grants } from '../tool-profile.ts';
import { claudeFiles } from './configuration.ts';
import { claudeLogin } from './login.ts';
import { countIn, inside, isLine, jsonLines, type Line, listIn, plainOutput, sum, textIn, unreadUnless } from './printed.ts';
import { detectInstalled } from './program.ts';
import { promptArgument } from './prompt-argument.ts';
import { resets } from './reset-time.ts';

const FILE_TOOLS = ['Read', 'Grep', 'Glob', 'Write', 'Edit'];
const WEB_TOOLS = ['WebSearch', 'WebFetch'];
const FREE_COMMANDS = ['Bash(muster beat:*)', 'Bash(muster check-result:*)'];

/** A worker has a shell unless its stage withholds it. */
const toolsFor = (grants: Grants | undefined): string[] => [
  ...(grants?.shell === false ? [] : ['Bash']),
  ...FILE_TOOLS,
  ...(grants?.web ? WEB_TOOLS : []),
  ...(grants?.agents ? ['Task'] : []),
];

/** Kinds of lines that it prints. */
const KINDS = ['system', 'assistant', 'result'];

/** Allowed without asking. Reads and writes beyond its folders still lead to a question, and so are refused. */
const allowing = (tools: readonly string[]): string[] => (tools.length === 0 ? [] : ['--allowedTools', ...tools]);

export const claude: Provider = {
  name: 'claude',
  tried: ['2.1.329'],
  sendsCode: true,
  tellsPrice: true,
  variables: ['CLAUDE_CONFIG_DIR'],
  workplace: 'checkout',
  confined: true,
  detect: (_, env) => detectInstalled({ program: 'claude', packaged: '@anthropic-ai/claude-code', least: '2.1.0' }, env),
  login: claudeLogin,
  configuration: claudeFiles,
  narrows: ['shell', 'web', 'agents'],
  launch: ({ seat, prompt, folder, resume, usd, grants }) => ({
    argv: [
      'claude',
      '-p',
      ...['--output-format', 'stream-json', '--verbose'],
      ...['--permission-mode', 'acceptEdits'],
      ...['--add-dir', folder],
      ...allowing([...(grants?.shell === false ? [] : FREE_COMMANDS), ...(grants?.web ? WEB_TOOLS : [])]),
      ...['--tools', toolsFor(grants).join(',')],
      ...['--setting-sources', 'user'],
      '--strict-mcp-config',
      ...(seat.model === 'inherit' ? [] : ['--model', seat.model]),
      ...(usd === undefined ? [] : ['--max-budget-usd', String(usd)]),
      ...(resume === undefined ? [] : ['--resume', resume]),
      // `--add-dir` and `--allowedTools` consume all words that follow.
      '--',
      promptArgument(prompt),
    ],
    env: { DISABLE_AUTOUPDATER: '1' },
    model: seat.model,
  }),
  readEnd,
  looks,
};

function readEnd({ output, at }: Ending): Reading {
  const lines = jsonLines(output);
  const result = lines.findLast((it) => it.type === 'result');
  const init = lines.find((it) => it.type === 'system' && it.subtype === 'init');
  const session = textIn(result ?? init ?? lines[0], 'session_id');
  const model = textIn(init, 'model');
  return {
    usage: usageOf(result, lines),
    countsOn: true,
    because: becauseOf(lines, result, output, at),
    ...unreadUnless(KINDS, lines, output),
    ...(session === undefined ? {} : { session }),
    ...(model === undefined ? {} : { model }),
  };
}

/** Of all models that took part; tokens read from a cache count as read. */
function usageOf(result: Line | undefined, lines: readonly Line[]): Usage {
  if (!result) return USAGE_UNAVAILABLE;
  const models = Object.values(inside(result, 'modelUsage')).filter(isLine);
  const all = (key: string) => sum(models.map((it) => countIn(it, key)));
  const usd = result.total_cost_usd;
  return {
    source: models.length > 0 ? 'reported' : 'unavailable',
    input: sum([all('inputTokens'), all('cacheReadInputTokens'), all('cacheCreationInputTokens')]),
    output: all('outputTokens'),
    cached: all('cacheReadInputTokens'),
    reasoning: countIn(inside(inside(result, 'usage'), 'output_tokens_details'), 'thinking_tokens'),
    usd: typeof usd === 'number' && usd >= 0 && models.length > 0 ? usd : null,
    turns: countIn(result, 'num_turns'),
    toolCalls: lines
      .filter((it) => it.type === 'assistant')
      .flatMap((it) => listIn(inside(it, 'message'), 'content'))
      .filter((it) => isLine(it) && it.type === 'tool_use').length,
  };
}

function becauseOf(lines: readonly Line[], result: Line | undefined, output: string, at: Instant): Reading['because'] {
  if (!result) return unfinished(lines, output, at);
  const detail = textIn(result, 'result') ?? textIn(result, 'subtype') ?? '';
  if (result.subtype === 'error_max_budget_usd') return { reason: 'budget', detail: detail || 'its share of the budget is used up' };
  if (result.is_error !== true) return denied(result);
  if (result.terminal_reason === 'prompt_too_long' || /prompt is too long/i.test(detail)) return { reason: 'context-overflow', detail };
  return (
    ofStatus(countIn(result, 'api_error_status'), detail, lines, at) ?? (/run \/login/i.test(detail) ? { reason: 'auth', detail } : null)
  );
}

function ofStatus(status: number | null, detail: string, lines: readonly Line[], at: Instant): Reading['because'] {
  switch (status) {
    case 401:
    case 403:
      return { reason: 'auth', detail };
    case 402:
    case 404:
      return { reason: 'config', detail };
    case 429: {
      const resetsAt = lines
        .filter((it) => it.type === 'rate_limit_event')
        .map((it) => inside(it, 'rate_limit_info'))
        .findLast((it) => it.status === 'rejected');
      const seconds = countIn(resetsAt, 'resetsAt');
      return { reason: 'quota', detail, ...(seconds === null ? {} : resets(seconds * 1000, at)) };
    }
    default:
      return null;
  }
}

/** It was ended while it retried again and again, or never started. */
function unfinished(lines: readonly Line[], output: string, at: Instant): Reading['because'] {
  const last = lines.at(-1);
  if (last?.subtype === 'api_retry') return ofStatus(countIn(last, 'error_status'), `it was retrying: ${textIn(last, 'error')}`, lines, at);
  const refused = /^error: (?:unknown option|option .* argument|too many arguments).*$/m.exec(plainOutput(output));
  return lines.length === 0 && refused ? { reason: 'config', detail: refused[0] } : null;
}

function denied(result: Line): Reading['because'] {
  const first = listIn(result, 'permission_denials').find(isLine);
  if (!first) return null;
  const input = inside(first, 'tool_input');
  const what = textIn(input, 'file_path') ?? textIn(input, 'command') ?? '';
  return { reason: 'refused-permission', detail: `${textIn(first, 'tool_name')} was refused: ${what}` };
}

/** Each tool that it used, with its input, if a result came and was no error. */
function looks(output: string): SeenLook[] | undefined {
  const lines = jsonLines(output);
  if (!lines.some((it) => KINDS.includes(textIn(it, 'type') ?? ''))) return undefined;
  const parts = (type: string) =>
    lines.filter((it) => it.type === type).flatMap((it) => listIn(inside(it, 'message'), 'content').filter(isLine));
  const done = new Set(
    parts('user')
      .filter((it) => it.type === 'tool_result' && it.is_error !== true)
      .map((it) => textIn(it, 'tool_use_id')),
  );
  return parts('assistant')
    .filter((it) => it.type === 'tool_use' && done.has(textIn(it, 'id')))
    .flatMap((it): SeenLook[] => {
      const input = inside(it, 'input');
      switch (it.name) {
        case 'Read':
          return [{ path: textIn(input, 'file_path') ?? '', how: 'read' }];
        case 'Grep':
          return searchIn(textIn(input, 'path'), textIn(input, 'glob'));
        case 'Bash':
          return looksOfCommand(textIn(input, 'command') ?? '');
        default:
          return [];
      }
    });
}
