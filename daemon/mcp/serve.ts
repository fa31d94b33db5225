// `muster mcp`: serves one client on standard input and output, with the tools for its role. The command
// line can do everything that it can do. This process ends with its client; the daemon and the runs go on.

import { randomBytes } from 'node:crypto';
import { type Readable, Writable } from 'node:stream';
import { CLIENT_INFO_META_KEY, type JSONRPCMessage, McpServer } from '@modelcontextprotocol/server';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import type { Caller } from '../../contracts/control.ts';
import { firstCharacters } from '../../contracts/cut.ts';
import { failureOf, MusterError } from '../../contracts/errors.ts';
import * as z from '../../contracts/schema.ts';
import { oneLine } from '../../skills/wording/plain-text.ts';
import { daemonFor } from '../cli/daemon/ask-daemon.ts';
import { PATIENCE } from '../cli/daemon/begin-daemon.ts';
import type { Context } from '../cli/words/command.ts';
import { MCP_NAME } from '../process/mcp-name.ts';
import { ENGINE } from '../process/version.ts';
import { answered, refused } from './answers.ts';
import { MOST, wholeFrames } from './frames/frames.ts';
import { keepLease } from './lease.ts';
import { type OpenRequests, openRequests } from './open-requests.ts';
import { allowsTool } from './profile.ts';
import { offerPrompts } from './prompts.ts';
import { offerResources } from './resources.ts';
import { isHeldHere, stageNow } from './stage-now.ts';
import type { Tool, ToolContext } from './tool.ts';
import { TOOLS } from './tools/table.ts';

const LONGEST_NAME = 100;
/** Milliseconds to answer what is still open when the client has sent its last request: first the daemon may have to start. */
const LAST_ANSWERS = PATIENCE + 10_000;

/** `as`: the only executor seat that this server may work for. */
export async function serveMcp(context: Context, input: Readable, output: NodeJS.WritableStream, as: string | undefined): Promise<void> {
  process.title = MCP_NAME;
  const requests = openRequests();
  const frames = wholeFrames((line) => void output.write(line), requests.received);
  const ended = Promise.withResolvers<void>();
  // The transport would drop all answers at the end of its input.
  input.pipe(frames, { end: false });
  // The last line may have no end.
  input.on('end', () => frames.write('\n', () => ended.resolve())).on('error', () => ended.resolve());
  const transport = new AnsweringTransport(frames, asWritable(output), requests);
  const handle = serveStdio(() => serverFor(context, as), {
    transport,
    onerror: (error) => context.tell(`muster mcp: ${error.message}`),
  });
  const unheard = Promise.withResolvers<void>();
  context.unheard.addEventListener('abort', () => unheard.resolve(), { once: true });
  await Promise.race([ended.promise.then(() => requests.closed(LAST_ANSWERS)), unheard.promise]);
  await handle.close();
}

/** Says which answers have been written. */
class AnsweringTransport extends StdioServerTransport {
  readonly #requests: OpenRequests;

  constructor(input: Readable, output: Writable, requests: OpenRequests) {
    super(input, output, { maxBufferSize: MOST + 1 });
    this.#requests = requests;
  }

  override async send(message: JSONRPCMessage): Promise<void> {
    await super.send(message);
    this.#requests.sent(message);
  }
}

/** The MCP library requires Node's own stream class. */
const asWritable = (output: NodeJS.WritableStream): Writable =>
  output instanceof Writable ? output : new Writable({ write: (chunk, _, done) => void output.write(chunk, () => done()) });

/**
 * Built immediately, because clients give up on a server that is slow to start. Who the caller is takes longer to find out; listing and
 * calling tools wait for it.
 */
function serverFor(context: Context, as: string | undefined): McpServer {
  const server = new McpServer({ name: 'muster', title: 'Muster', version: ENGINE }, { instructions: INSTRUCTIONS });
  // Clients of the 2026 protocol name themselves with each request, older ones once at the beginning.
  let introduced: unknown;
  const here: ToolContext = {
    home: context.home,
    env: context.env,
    cwd: context.cwd,
    hide: context.hide,
    tell: context.tell,
    session: `c-${randomBytes(4).toString('hex')}`,
    client: () => nameOf(introduced ?? server.server.getClientVersion()),
    daemon: () => daemonFor(context),
    as,
    holds: undefined,
  };
  const asker = known(() => whoAsks(here));
  for (const it of TOOLS) {
    // The schema that is listed and checked is the tool's own, so that invalid input gets an ordinary error answer.
    server.registerTool(it.name, { ...described(it), inputSchema: z.looseObject({}) }, async (given, { mcpReq }) => {
      introduced = (mcpReq.envelope as Envelope)?.[CLIENT_INFO_META_KEY] ?? introduced;
      try {
        const caller = await asker();
        mustBeFor(it, caller, as);
        await mustFitProfile(it, here);
        await keepLease(here);
        return answered(await it.run(inputOf(it, given), here, { caller, signal: mcpReq.signal }), here.hide);
      } catch (error) {
        return refused(error, here.hide);
      }
    });
  }
  server.server.setRequestHandler('tools/list', async () => {
    const audience = audienceOf(await asker(), as);
    return {
      tools: TOOLS.filter((it) => isOffered(it, audience)).map((it) => ({ name: it.name, ...described(it), inputSchema: schemaOf(it) })),
    };
  });
  offerResources(server, here, async () => mustBeFor({ name: 'resources/read', for: 'any' }, await asker(), as));
  offerPrompts(server);
  return server;
}

const MOST_FAULTS = 5;

function inputOf({ name, input }: Tool, given: unknown): unknown {
  const read = input.safeParse(given);
  if (read.success) return read.data;
  const { issues } = read.error;
  const faults = issues.slice(0, MOST_FAULTS).map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`));
  const more = issues.length > MOST_FAULTS ? `; and ${issues.length - MOST_FAULTS} more` : '';
  throw new MusterError('usage', `${name}: ${faults.join('; ')}${more}`, 'Nothing was done. tools/list has the schema of each tool.');
}

const described = ({ name, title, says, reads }: Tool) => ({
  title,
  description: says,
  annotations: { readOnlyHint: reads, destructiveHint: name === 'run_cancel', openWorldHint: false },
});

const schemaOf = ({ input }: Tool) => z.toJSONSchema(input, { io: 'input' }) as { type: 'object' };

/** The answer is cached because a process cannot change its role; but a daemon that did not answer in time is asked again. */
function known(ask: () => Promise<Caller>): () => Promise<Caller> {
  let answer: Promise<Caller> | undefined;
  const first = (): Promise<Caller> => {
    answer = ask();
    void answer.then(({ kind }) => {
      if (kind === 'unknown') answer = undefined;
    });
    return answer;
  };
  // Started now, so that the first call need not wait for it.
  void first();
  return () => answer ?? first();
}

/** Who the caller is follows from its process alone; what it says about itself or has in its environment counts for nothing. */
async function whoAsks(here: ToolContext): Promise<Caller> {
  try {
    const daemon = await here.daemon();
    try {
      return (await daemon.ask({ ask: 'who' })) as Caller;
    } finally {
      daemon.close();
    }
  } catch (error) {
    return { kind: 'unknown', why: failureOf(error).message };
  }
}

type Audience = 'lead' | 'executor' | 'worker' | undefined;

function audienceOf(caller: Caller, as: string | undefined): Audience {
  switch (caller.kind) {
    case 'person':
    case 'client':
      return as === undefined ? 'lead' : 'executor';
    case 'worker':
      return 'worker';
    case 'unknown':
      return undefined;
  }
}

function isOffered({ for: wanted }: Pick<Tool, 'for'>, audience: Audience): boolean {
  switch (audience) {
    case 'lead':
      return wanted !== 'worker';
    case 'executor':
      return wanted === 'any' || wanted === 'executor';
    case 'worker':
      return wanted === 'worker';
    case undefined:
      return false;
  }
}

function mustBeFor(it: Pick<Tool, 'name' | 'for'>, caller: Caller, as: string | undefined): void {
  if (isOffered(it, audienceOf(caller, as))) return;
  throw new MusterError(
    'not-allowed-here',
    `\`${it.name}\` is not offered here: ${whyNot(caller, as)}`,
    'tools/list names the tools that are.',
  );
}

function whyNot(caller: Caller, as: string | undefined): string {
  if (caller.kind === 'worker') return `this process belongs to the worker ${caller.name}`;
  if (caller.kind === 'unknown') return `it is unknown whose process this is: ${caller.why}`;
  return as === undefined ? 'this process belongs to no worker' : `this server is for the executor ${as} only`;
}

/** While a client carries out a stage, it has only the tools that the plan gives that stage. */
async function mustFitProfile({ name }: Tool, here: ToolContext): Promise<void> {
  const { holds } = here;
  if (!holds || allowsTool(holds.profile, name)) return;
  if (!isHeldHere(await stageNow(here, holds.run, holds.stage), here)) {
    here.holds = undefined;
    return;
  }
  throw new MusterError(
    'not-allowed-here',
    `\`${name}\` is outside the tool profile of ${holds.stage}: ${holds.profile.join(', ') || 'none'}`,
    'Propose the work on the stage first, or leave this to the agent that leads.',
  );
}

const INSTRUCTIONS =
  'Muster has several independent coding agents look at a project, lets them check each other, and reports what held. Start with ' +
  'run_submit, follow with run_events, read run_findings. Approvals (run_active) can only be given by a person. If you are ' +
  'yourself a worker of a run, you have other tools: beat while you work, and hand in your result with submit_result.';

const UNNAMED = 'an unnamed client';
/** What a request carries besides its parameters; the library has not validated it. */
type Envelope = Readonly<Record<string, unknown>> | undefined;

const Introduced = z.object({ name: z.string(), version: z.string().catch('') });

function nameOf(introduced: unknown): string {
  const { data } = Introduced.safeParse(introduced);
  return firstCharacters(oneLine(data ? `${data.name} ${data.version}` : ''), LONGEST_NAME).trim() || UNNAMED;
}
