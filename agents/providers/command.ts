// Any program as a worker: argv with placeholders, never a shell.

import { timestamp } from '../../contracts/time.ts';
import { USAGE_UNAVAILABLE, type Usage } from '../../contracts/usage.ts';
import { LookKind } from '../../contracts/work/receipt.ts';
import type { SeenLook } from '../../validators/looks/receipt.ts';
import type { LaunchOrder, Provider, Reading } from '../provider.ts';
import { countIn, jsonLines, plainOutput, textIn } from './printed.ts';
import { detectNamed } from './program.ts';

export const command: Provider = {
  name: 'command',
  sendsCode: false,
  tellsPrice: false,
  variables: [],
  workplace: 'checkout',
  confined: false,
  detect: detectNamed,
  launch: (order) => ({
    argv: (order.seat.argv ?? []).map((it) => filled(it, order)),
    env: { MUSTER_PROMPT: order.prompt.path },
    model: order.seat.model,
  }),
  readEnd: ({ output }) => ({ usage: usageIn(output), because: quotaIn(output) }),
  looks: looksIn,
  looksPartly: (output) => howMany(output) === 'some',
  looksAreItsOwn: (argv) => !isBridge(argv),
};

/** `muster acp` keeps a record of the program behind it. A worker finds our own `muster` first on its path. */
const isBridge = ([program, bridge]: readonly string[]): boolean => program === 'muster' && bridge === 'acp';

/** Usage that a wrapper script prints: `MUSTER-USAGE {"input": 1200, "output": 80}`, as far as it knows. */
function usageIn(output: string): Usage {
  const said = [...output.matchAll(/^MUSTER-USAGE (\{[^\n]{1,1000}\})[ \r]*$/gm)].at(-1)?.[1];
  const [line] = jsonLines(said ?? '');
  const [input, used] = [countIn(line, 'input'), countIn(line, 'output')];
  if (input === null || used === null) return USAGE_UNAVAILABLE;
  const usd = line?.usd;
  return {
    ...USAGE_UNAVAILABLE,
    source: 'reported',
    input,
    output: used,
    cached: countIn(line, 'cached'),
    usd: typeof usd === 'number' && usd >= 0 && Number.isFinite(usd) ? usd : null,
  };
}

/** Files that a wrapper script says its program opened: `MUSTER-LOOKED src/a.ts`, or an object that also says how. */
function looksIn(output: string): SeenLook[] | undefined {
  const seen = [...plainOutput(output).matchAll(/^MUSTER-LOOKED ([^\r\n]{1,5000})\r?$/gm)].map(([, said = '']): SeenLook => {
    const [line] = said.startsWith('{"') ? jsonLines(said) : [];
    const how = LookKind.safeParse(line?.how);
    return { path: textIn(line, 'path') ?? said.trim(), how: how.success ? how.data : 'read' };
  });
  return seen.length > 0 || howMany(output) === 'all' ? seen : undefined;
}

/** `MUSTER-LOOKS all` means that every look is printed, so none means none; `MUSTER-LOOKS some`, that there were more. */
const howMany = (output: string): string | undefined => [...plainOutput(output).matchAll(/^MUSTER-LOOKS (all|some)[ \r]*$/gm)].at(-1)?.[1];

/** What a wrapper script prints when its program hit its limit: `MUSTER-QUOTA`, and the reset time if it knows it. */
function quotaIn(output: string): Reading['because'] {
  const said = [...output.matchAll(/^MUSTER-QUOTA(?: (\S{1,40}))?[ \r]*$/gm)].at(-1);
  if (!said) return null;
  const resetAt = Date.parse(said[1] ?? '');
  const detail = said[0].trim();
  return { reason: 'quota', detail, ...(Number.isNaN(resetAt) ? {} : { resetAt: timestamp(resetAt) }) };
}

function filled(argument: string, { prompt, result, heartbeat, seat, cwd }: LaunchOrder): string {
  const values: Record<string, string> = { prompt: prompt.path, result, heartbeat, model: seat.model, cwd };
  // In one pass, so that a value which looks like a placeholder stays as it is.
  return argument.replace(/\{(prompt|result|heartbeat|model|cwd)\}/g, (_, name: string) => values[name] ?? '');
}
