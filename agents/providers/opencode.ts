// opencode, headless. It runs plugins from an `.opencode` folder in its working directory, even if its settings say otherwise, so
// it runs in a folder of its own and can read and write the checkout from there.

import { join } from 'node:path';
import { cut } from '../../contracts/cut.ts';
import type { Instant } from '../../contracts/time.ts';
import { USAGE_UNAVAILABLE, type Usage } from '../../contracts/usage.ts';
import type { SeenLook } from '../../validators/looks/receipt.ts';
import { looksOfCommand } from '../looks/command-line.ts';
import { searchIn } from '../looks/search.ts';
import type { Ending, LaunchOrder, Provider, Reading } from '../provider.ts';
import type { Grants } from '../tool-profile.ts';
import { opencodeFiles } from './configuration.ts';
import { opencodeLogin } from './login.ts';
import { countIn, inside, jsonLines, type Line, plainOutput, sum, textIn, unreadUnless } from './printed.ts';
import { ask, detectInstalled } from './program.ts';
import { promptFileSentence } from './prompt-argument.ts';
import { durationIn, resets } from './reset-time.ts';

/** Kinds of lines that it prints. */
const KINDS = ['step_start', 'step_finish', 'tool_use', 'text', 'error'];

export const opencode: Provider = {
  name: 'opencode',
  tried: ['1.18.33'],
  sendsCode: true,
  tellsPrice: true,
  variables: ['OPENCODE_CONFIG', 'OPENCODE_CONFIG_DIR', 'OPENCODE_CONFIG_CONTENT'],
  workplace: 'checkout',
  confined: true,
  detect: (_, env) => detectInstalled({ program: 'opencode', packaged: 'opencode-ai', least: '1.18.0' }, env),
  login: opencodeLogin,
  configuration: opencodeFiles,
  models: askModels,
  narrows: ['shell', 'web', 'agents'],
  launch: ({ seat, prompt, folder, cwd, resume, grants }) => ({
    argv: [
      'opencode',
      'run',
      // Whatever would ask a person would block for ever here; what is denied below stays denied.
      '--auto',
      ...['--format', 'json'],
      // While it waits for a limit to end, it prints nothing else.
      ...['--print-logs', '--log-level', 'ERROR'],
      ...(seat.model === 'inherit' ? [] : ['-m', seat.model]),
      ...(resume === undefined ? [] : ['--session', resume]),
      // It quotes an argument with spaces and escapes quotes in it, so the text itself is passed as a file.
      ...['--file', prompt.path],
      '--',
      promptFileSentence(prompt),
    ],
    env: {
      OPENCODE_DISABLE_PROJECT_CONFIG: '1',
      OPENCODE_DISABLE_AUTOUPDATE: '1',
      OPENCODE_PERMISSION: JSON.stringify(permissions({ folder, cwd, grants })),
    },
    model: seat.model,
    cwd: folder,
  }),
  readEnd,
  looks,
  waits: (output) => waiting(plainOutput(output))?.detail,
};

const allowed = (given: boolean): 'allow' | 'deny' => (given ? 'allow' : 'deny');

/** The last rule that matches wins. */
const permissions = ({ folder, cwd, grants }: Pick<LaunchOrder, 'folder' | 'cwd'> & { grants: Grants | undefined }) => ({
  ...(grants
    ? { bash: allowed(grants.shell), webfetch: allowed(grants.web), websearch: allowed(grants.web), task: allowed(grants.agents) }
    : {}),
  external_directory: { '*': 'deny', [cwd]: 'allow', [join(cwd, '*')]: 'allow', [folder]: 'allow', [join(folder, '*')]: 'allow' },
});

async function askModels(env: Record<string, string>): Promise<string[] | undefined> {
  const answer = await ask('opencode', ['models'], { ...env, OPENCODE_DISABLE_PROJECT_CONFIG: '1', OPENCODE_DISABLE_AUTOUPDATE: '1' });
  if (!answer?.ok) return undefined;
  return plainOutput(answer.said)
    .split('\n')
    .filter((line) => /^[\w.-]+\/\S+$/.test(line));
}

function readEnd({ output, whole, at }: Ending): Reading {
  const lines = jsonLines(output);
  const session = textIn(
    lines.find((it) => textIn(it, 'sessionID') !== undefined),
    'sessionID',
  );
  return {
    usage: usageOf(lines, whole),
    because: becauseOf(lines, plainOutput(output), at),
    ...unreadUnless(KINDS, lines, output),
    ...(session === undefined ? {} : { session }),
  };
}

/** It prints no total: the sum of all steps counts, and is unknown if the first ones are lost. */
function usageOf(lines: readonly Line[], whole: boolean): Usage {
  const steps = lines.filter((it) => it.type === 'step_finish').map((it) => inside(it, 'part'));
  if (!whole || steps.length === 0) return USAGE_UNAVAILABLE;
  const tokens = steps.map((it) => inside(it, 'tokens'));
  const all = (key: string) => sum(tokens.map((it) => countIn(it, key)));
  const cached = sum(tokens.map((it) => countIn(inside(it, 'cache'), 'read')));
  const input = sum([all('input'), cached, sum(tokens.map((it) => countIn(inside(it, 'cache'), 'write')))]);
  const usd = steps.reduce((total, it) => total + (typeof it.cost === 'number' ? it.cost : 0), 0);
  return {
    source: input === null ? 'unavailable' : 'reported',
    input,
    output: all('output'),
    cached,
    reasoning: all('reasoning'),
    // It reports zero for a model whose price it does not know.
    usd: usd > 0 ? usd : null,
    turns: steps.length,
    toolCalls: lines.filter((it) => it.type === 'tool_use').length,
  };
}

function becauseOf(lines: readonly Line[], said: string, at: Instant): Reading['because'] {
  const error = inside(
    lines.find((it) => it.type === 'error'),
    'error',
  );
  const data = inside(error, 'data');
  const detail = textIn(data, 'message') ?? textIn(error, 'name') ?? '';
  const status = countIn(data, 'statusCode');
  if (error.name === 'ContextOverflowError') return { reason: 'context-overflow', detail };
  if (status === 401 || status === 403 || error.name === 'ProviderAuthError') return { reason: 'auth', detail };
  if (status === 429) {
    const reset = durationIn(`${textIn(inside(data, 'responseHeaders'), 'retry-after') ?? ''}s`, at);
    return { reason: 'quota', detail, ...resets(reset, at) };
  }
  if (status === 404 || /model not found/i.test(detail)) return { reason: 'config', detail };
  return waiting(said) ?? denied(lines);
}

/** The last thing it printed is that it was refused for now: it sleeps as long as it was told to, and prints nothing meanwhile. */
function waiting(said: string): Reading['because'] {
  const last = said.trim().split('\n').at(-1) ?? '';
  const cause = /message="stream error".* error\.error="((?:[^"\\]|\\.)*)"/.exec(last)?.[1];
  return cause !== undefined && /rate limit|too many requests|usage limit|quota|\b429\b/i.test(cause)
    ? { reason: 'quota', detail: cause }
    : null;
}

function denied(lines: readonly Line[]): Reading['because'] {
  const refused = lines
    .filter((it) => it.type === 'tool_use')
    .map((it) => inside(it, 'part'))
    .findLast((it) => {
      const state = inside(it, 'state');
      return state.status === 'error' && /rule which prevents|rejected permission/i.test(textIn(state, 'error') ?? '');
    });
  if (!refused) return null;
  const input = inside(inside(refused, 'state'), 'input');
  const what = textIn(input, 'filePath') ?? textIn(input, 'command') ?? '';
  return { reason: 'refused-permission', detail: `${textIn(refused, 'tool') ?? 'a tool'} was refused: ${cut(what, 500)}` };
}

/** Each tool that it used, once the use has ended. */
function looks(output: string): SeenLook[] | undefined {
  const lines = jsonLines(output);
  if (!lines.some((it) => it.type === 'step_start' || it.type === 'step_finish')) return undefined;
  return lines
    .filter((it) => it.type === 'tool_use')
    .map((it) => inside(it, 'part'))
    .filter((it) => inside(it, 'state').status === 'completed')
    .flatMap((it): SeenLook[] => {
      const input = inside(inside(it, 'state'), 'input');
      switch (it.tool) {
        case 'read':
          return [{ path: textIn(input, 'filePath') ?? '', how: 'read' }];
        case 'grep':
          return searchIn(textIn(input, 'path'), textIn(input, 'include'));
        case 'bash':
          return looksOfCommand(textIn(input, 'command') ?? '', textIn(input, 'workdir') ?? '');
        default:
          return [];
      }
    });
}
