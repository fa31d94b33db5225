// The fixture of the tests of the adapters: the fixture of the daemon, real agent programs, a model server
// on loopback, and a person's home in which every program is logged in to that server and to nobody else.

import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import type { EventEnvelope } from '../../contracts/event.ts';
import type { Usage } from '../../contracts/usage.ts';
import { type DaemonFixture, openDaemonFixture, until } from '../e2e/daemon-fixture.ts';
import type { Wire } from '../fixtures/model-server/conversation.ts';
import { type ModelServer, openModelServer } from '../fixtures/model-server/server.ts';
import { CACHE, type Cli } from './install.ts';

const bins = JSON.parse(process.env.AGENTS_UNDER_TEST ?? '{}') as Partial<Record<Cli, string>>;
export const UNDER_TEST = Object.keys(bins) as Cli[];

export const WIRES: Readonly<Record<Cli, Wire>> = { claude: 'anthropic', codex: 'responses', gemini: 'gemini', opencode: 'completions' };

/** Each has a key of its own, so that one in the wrong place is seen. */
export const KEYS: Readonly<Record<Cli, string>> = {
  claude: 'sk-ant-oat01-only-for-claude-0123456789',
  codex: 'sk-only-for-codex-0123456789',
  gemini: 'AIza-only-for-gemini-0123456789',
  opencode: 'oc-only-for-opencode-0123456789',
};

export type AgentFixture = DaemonFixture & {
  server: ModelServer;
  /** The environment of whoever starts the daemon: every program's settings and keys. */
  person: Record<string, string>;
  begin(): Promise<void>;
  /** An agent of a program, with the variables it needs here. */
  seat(name: string, cli: Cli, roles?: readonly string[]): void;
  run(project: string, agents: readonly string[], more?: string, brief?: string): Promise<string>;
  /** How a seat's attempts ended, once as many have. */
  reasons(run: string, seat: string, attempts: number): Promise<Ended[]>;
  close(): Promise<void>;
};

export type Ended = { seat: string; reason: string; detail: string; usage: Usage; resetAt?: string; session?: string; model?: string };

export async function openAgentFixture(): Promise<AgentFixture> {
  const fixture = openDaemonFixture();
  const server = await openModelServer();
  const home = join(fixture.folder, 'person');
  // codex refuses to keep helpers below a temporary folder.
  mkdirSync(CACHE, { recursive: true });
  const codexHome = mkdtempSync(join(CACHE, 'codex-home-'));
  const opencodeConfig = join(home, 'opencode.json');
  const tmp = join(fixture.folder, 'tmp');
  for (const folder of [home, tmp]) mkdirSync(folder, { recursive: true });

  fixture.write(join(codexHome, 'config.toml'), codexSettings(server.url));
  fixture.write(join(home, '.gemini', 'settings.json'), '{"security":{"auth":{"selectedType":"gemini-api-key"}}}');
  fixture.write(opencodeConfig, opencodeSettings(server.url));

  const person = {
    ...nothingOfOurs(),
    PATH: [...Object.values(bins), dirname(process.execPath), process.env.PATH ?? ''].join(delimiter),
    HOME: home,
    TMPDIR: tmp,
    XDG_CONFIG_HOME: join(home, '.config'),
    XDG_DATA_HOME: join(home, '.local', 'share'),
    XDG_CACHE_HOME: join(home, '.cache'),
    XDG_STATE_HOME: join(home, '.local', 'state'),
    ANTHROPIC_BASE_URL: server.url,
    CLAUDE_CODE_OAUTH_TOKEN: KEYS.claude,
    CLAUDE_CODE_MAX_RETRIES: '1',
    CODEX_HOME: codexHome,
    CODEX_TEST_KEY: KEYS.codex,
    GOOGLE_GEMINI_BASE_URL: server.url,
    GEMINI_API_KEY: KEYS.gemini,
    OPENCODE_CONFIG: opencodeConfig,
    OPENCODE_TEST_KEY: KEYS.opencode,
    OPENCODE_DISABLE_MODELS_FETCH: '1',
  };

  return {
    ...fixture,
    server,
    person,
    async begin() {
      await fixture.up(person);
    },
    seat: (name, cli, roles = ['analyser']) =>
      fixture.write(
        join(fixture.home.agents, `${name}.md`),
        `---\nname: ${name}\ndescription: real\nprovider: ${cli}\nroles: [${roles.join(', ')}]\n${cli === 'opencode' ? 'model: scripted/good\n' : ''}env: [${VARIABLES[cli].join(', ')}]\n${name === cli ? `replaces: ${cli}\n` : ''}---\n`,
      ),
    async run(project, agents, more = '', brief = 'Look at it.') {
      const order = { kind: 'allow' as const, project, providers: UNDER_TEST };
      await fixture.ask({ ask: 'order', command: { token: crypto.randomUUID(), actor: { kind: 'person', pid: process.pid }, order } });
      const before = await fixture.runs();
      fixture.drop(`${crypto.randomUUID()}.md`, fixture.task(project, agents, more, brief));
      let run: string | undefined;
      await until('the run', async () => {
        run = (await fixture.runs()).find((it) => !before.includes(it));
        return run !== undefined;
      });
      return run ?? '';
    },
    async reasons(run, seat, attempts) {
      let ended: Ended[] = [];
      await until(
        `${attempts} attempts to end`,
        async () => {
          const events: EventEnvelope[] = await fixture.events(run);
          ended = events
            .filter((it) => it.type === 'attempt.ended')
            .map((it) => it.payload as Ended)
            .filter((it) => it.seat === seat);
          return ended.length >= attempts || events.some((it) => it.type === 'run.ended');
        },
        240_000,
      );
      return ended;
    },
    async close() {
      await fixture.clear();
      await server.close();
      rmSync(codexHome, { recursive: true, force: true });
    },
  };
}

/** What a person would name in `env:` to use a key and a server of their own. */
const VARIABLES: Readonly<Record<Cli, readonly string[]>> = {
  claude: ['ANTHROPIC_BASE_URL', 'CLAUDE_CODE_OAUTH_TOKEN', 'CLAUDE_CODE_MAX_RETRIES'],
  codex: ['CODEX_TEST_KEY'],
  gemini: ['GOOGLE_GEMINI_BASE_URL', 'GEMINI_API_KEY'],
  opencode: ['OPENCODE_TEST_KEY', 'OPENCODE_DISABLE_MODELS_FETCH'],
};

const codexSettings = (url: string): string => `
model_provider = "scripted"
[model_providers.scripted]
name = "scripted"
base_url = "${url}/v1"
env_key = "CODEX_TEST_KEY"
wire_api = "responses"
`;

const opencodeSettings = (url: string): string =>
  JSON.stringify({
    provider: {
      scripted: {
        npm: '@ai-sdk/openai-compatible',
        name: 'scripted',
        options: { baseURL: `${url}/v1`, apiKey: '{env:OPENCODE_TEST_KEY}' },
        models: { good: { name: 'good', cost: { input: 1, output: 2 }, limit: { context: 128_000, output: 8_000 } } },
      },
    },
  });

/** Leaves out any settings of these programs that this machine has. */
function nothingOfOurs(): Record<string, string> {
  const theirs = /^(ANTHROPIC|CLAUDE|OPENAI|CODEX|GEMINI|GOOGLE|OPENCODE|AWS|AZURE)/;
  return Object.fromEntries(
    Object.keys(process.env)
      .filter((it) => theirs.test(it))
      .map((it) => [it, '']),
  );
}
