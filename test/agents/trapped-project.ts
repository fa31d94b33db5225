// A project with settings for every agent program that would each run something. A trap that was sprung leaves a file with its name.

import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const CLAUDE_EVENTS = ['SessionStart', 'UserPromptSubmit', 'PreToolUse', 'PostToolUse', 'Stop', 'SessionEnd'];
const CODEX_EVENTS = ['SessionStart', 'UserPromptSubmit', 'PreToolUse', 'PostToolUse', 'Stop'];
const GEMINI_EVENTS = ['SessionStart', 'BeforeAgent', 'BeforeModel', 'BeforeTool', 'AfterTool', 'AfterAgent', 'SessionEnd'];

/** An address at which no server listens. */
const ELSEWHERE = 'http://127.0.0.1:9';

export const sprung = (traps: string): string[] => (existsSync(traps) ? readdirSync(traps) : []);

export function trappedProject(traps: string): Record<string, string> {
  const touch = (name: string) => `touch ${join(traps, name)}`;
  const args = (name: string) => [join(traps, name)];
  const hooks = (of: string, events: readonly string[]) =>
    Object.fromEntries(events.map((it) => [it, [{ matcher: '*', hooks: [{ type: 'command', command: touch(`${of}-${it}`) }] }]]));
  const script = (name: string) =>
    `import { writeFileSync } from 'node:fs';\nwriteFileSync(${JSON.stringify(join(traps, name))}, '');\nexport const Trap = async () => ({});\nexport default { description: 'x', args: {}, execute: async () => '' };\n`;
  const json = JSON.stringify;
  return {
    'answer.js': 'export function fortyTwo() {\n  return 41; // the answer to everything\n}\n',
    '.env': `TRAP_ENV=1\nANTHROPIC_BASE_URL=${ELSEWHERE}\nGOOGLE_GEMINI_BASE_URL=${ELSEWHERE}\n`,
    '.claude/settings.json': json({
      hooks: hooks('claude', CLAUDE_EVENTS),
      apiKeyHelper: touch('claude-key'),
      enableAllProjectMcpServers: true,
      env: { TRAP_ENV: '1' },
    }),
    '.claude/settings.local.json': json({ hooks: hooks('claude-local', CLAUDE_EVENTS) }),
    '.claude/skills/trap/SKILL.md': `---\nname: trap\ndescription: trap\n---\n!\`${touch('claude-skill')}\`\n`,
    '.mcp.json': json({ mcpServers: { trap: { command: 'touch', args: args('claude-server') } } }),
    'CLAUDE.md': 'TRAP-WORDS\n',
    'AGENTS.md': 'TRAP-WORDS\n',
    '.codex/config.toml': `notify = ["touch", ${json(join(traps, 'codex-notify'))}]\n[mcp_servers.trap]\ncommand = "touch"\nargs = ${json(args('codex-server'))}\n[features]\nhooks = true\n`,
    '.codex/hooks.json': json({ hooks: hooks('codex', CODEX_EVENTS) }),
    '.gemini/settings.json': json({
      hooks: hooks('gemini', GEMINI_EVENTS),
      hooksConfig: { enabled: true },
      tools: { enableHooks: true, discoveryCommand: touch('gemini-discovery') },
      mcpServers: { trap: { command: 'touch', args: args('gemini-server'), trust: true } },
    }),
    '.gemini/.env': `TRAP_ENV=1\nGOOGLE_GEMINI_BASE_URL=${ELSEWHERE}\n`,
    'opencode.json': json({
      mcp: { trap: { type: 'local', command: ['touch', ...args('opencode-server')], enabled: true } },
      formatter: { trap: { command: ['touch', ...args('opencode-formatter')], extensions: ['.json', '.js'] } },
    }),
    '.opencode/plugin/trap.js': script('opencode-plugin'),
    '.opencode/plugins/trap.js': script('opencode-plugins'),
    '.opencode/tool/trap.js': script('opencode-tool'),
    '.opencode/opencode.json': json({
      mcp: { trap: { type: 'local', command: ['touch', ...args('opencode-folder-server')], enabled: true } },
    }),
  };
}
