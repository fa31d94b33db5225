// `muster mcp`: serves one client on standard input and output, with the tools of whoever it is. Everything that it can do,
// the command line can do too: this process dies with its client, and the daemon and the runs live on.

import { randomBytes } from 'node:crypto';
import { type Readable, Writable } from 'node:stream';
import { McpServer } from '@modelcontextprotocol/server';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Asker } from '../../contracts/control.ts';
import { failureOf } from '../../contracts/errors.ts';
import { oneLine } from '../../skills/telling/plain-text.ts';
import { daemonFor } from '../cli/daemon/ask-daemon.ts';
import type { Context } from '../cli/words/command.ts';
import { MCP_NAME } from '../process/mcp-name.ts';
import { ENGINE } from '../process/version.ts';
import { answered, refused } from './answers.ts';
import { MOST, wholeFrames } from './frames.ts';
import { offerPrompts } from './prompts.ts';
import { offerResources } from './resources.ts';
import type { Caller, Here, ToolFor } from './tool.ts';
import { TOOLS } from './tools/table.ts';

const LONGEST_NAME = 100;

export async function serveMcp(context: Context, input: Readable, output: NodeJS.WritableStream): Promise<void> {
  process.title = MCP_NAME;
  const frames = wholeFrames((line) => void output.write(line));
  const ended = Promise.withResolvers<void>();
  input.on('end', () => ended.resolve()).on('error', () => ended.resolve());
  const transport = new StdioServerTransport(input.pipe(frames), asWritable(output), { maxBufferSize: MOST + 1 });
  const handle = serveStdio(() => serverFor(context), {
    transport,
    onerror: (error) => context.tell(`muster mcp: ${error.message}`),
  });
  context.unheard.addEventListener('abort', () => ended.resolve(), { once: true });
  await ended.promise;
  await handle.close();
}

/** The protocol's library asks for a stream of Node's own class. */
const asWritable = (output: NodeJS.WritableStream): Writable =>
  output instanceof Writable ? output : new Writable({ write: (chunk, _, done) => void output.write(chunk, () => done()) });

async function serverFor(context: Context): Promise<McpServer> {
  const session = `c-${randomBytes(4).toString('hex')}`;
  const here: Here = {
    home: context.home,
    env: context.env,
    cwd: context.cwd,
    hide: context.hide,
    tell: context.tell,
    session,
    client: () => nameOf(server),
    daemon: () => daemonFor(context),
  };
  const caller = await whoAsks(here);
  const audience = audienceOf(caller);
  const server = new McpServer({ name: 'muster', title: 'Muster', version: ENGINE }, { instructions: instructionsFor(caller) });
  for (const it of TOOLS.filter((one) => one.for === audience)) {
    const { name, title, says, input, reads } = it;
    const annotations = { readOnlyHint: reads, destructiveHint: name === 'run_cancel', openWorldHint: false };
    server.registerTool(name, { title, description: says, inputSchema: input, annotations }, async (given, { mcpReq }) => {
      try {
        return answered(await it.run(given, here, { caller, signal: mcpReq.signal }), here.hide);
      } catch (error) {
        return refused(error, here.hide);
      }
    });
  }
  if (audience === 'lead') {
    offerResources(server, here);
    offerPrompts(server);
  }
  return server;
}

/** Which process this is shows to whom it belongs; what it says of itself, or has in its environment, counts for nothing. */
async function whoAsks(here: Here): Promise<Asker> {
  try {
    const daemon = await here.daemon();
    try {
      return (await daemon.ask({ ask: 'who' })) as Asker;
    } finally {
      daemon.close();
    }
  } catch (error) {
    return { kind: 'unknown', why: failureOf(error).message };
  }
}

function audienceOf(caller: Caller): ToolFor | undefined {
  switch (caller.kind) {
    case 'person':
    case 'client':
      return 'lead';
    case 'worker':
      return 'worker';
    case 'unknown':
      return undefined;
  }
}

function instructionsFor(caller: Caller): string {
  switch (caller.kind) {
    case 'person':
    case 'client':
      return (
        'Muster has several independent coding agents look at a project, lets them check each other, and reports what held. Start with ' +
        'run_submit, follow with run_events, read run_findings. What needs a person (run_active) only a person can answer.'
      );
    case 'worker':
      return `You are the worker ${caller.name}: beat while you work, and hand in your result with submit_result.`;
    case 'unknown':
      return `No tools are offered, because it cannot be told whose process this is: ${caller.why}`;
  }
}

function nameOf({ server }: McpServer): string {
  const { name, version } = server.getClientVersion() ?? { name: 'an unnamed client', version: '' };
  return oneLine(`${name} ${version}`).slice(0, LONGEST_NAME) || 'an unnamed client';
}
