// The files that make the daemon a service: a systemd user unit and its environment, or a LaunchAgent. Pure.

import { RESIDENT_ENVIRONMENT } from '../../../runtime/resident/flags.ts';

export type Service = {
  /** The program and its arguments, with full paths. */
  argv: readonly string[];
  home: string;
  /** The PATH on which agents are found. */
  path: string;
  environmentFile: string;
};

/** As a daemon gets it that `muster up` starts. In a unit, the environment file may override it. */
const RESIDENT: readonly (readonly [name: string, value: string])[] = Object.entries(RESIDENT_ENVIRONMENT);

/** Workers belong to the service's process group and must outlive the daemon, so only the daemon itself is stopped. */
export const unitText = ({
  argv,
  home,
  environmentFile,
}: Service): string => `# Written by \`muster service install\`; \`muster service remove\` takes it away.
[Unit]
Description=Muster, which leads coding agents (${specifiers(home)})
Documentation=man:muster(1)

[Service]
Type=simple
ExecStart=${argv.map(execWord).join(' ')}
${RESIDENT.map(([name, value]) => `Environment=${name}=${value}`).join('\n')}
EnvironmentFile=-${specifiers(environmentFile)}
KillMode=process
Restart=on-failure
RestartSec=5
# Another daemon of this home is running already.
RestartPreventExitStatus=17

[Install]
WantedBy=default.target
`;

export const environmentText = ({ path, home }: Pick<Service, 'path' | 'home'>): string =>
  `# Written by \`muster service install\`; refreshed by \`muster up --refresh-env\`.\nPATH=${quoted(path)}\nMUSTER_HOME=${quoted(home)}\n`;

const specifiers = (text: string): string => text.replaceAll('%', '%%');
const quoted = (text: string): string => `"${text.replace(/[\\"`$]/g, '\\$&')}"`;
const execWord = (word: string): string =>
  /^[\w@+=:,./-]+$/.test(word) ? word : `"${specifiers(word).replace(/[\\"]/g, '\\$&').replaceAll('$', '$$$$')}"`;

export const agentText = (label: string, { argv, home, path }: Service): string => `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key><string>${xml(label)}</string>
  <key>ProgramArguments</key>
  <array>
${argv.map((it) => `    <string>${xml(it)}</string>`).join('\n')}
  </array>
  <key>EnvironmentVariables</key>
  <dict>
${RESIDENT.map(([name, value]) => `    <key>${name}</key><string>${xml(value)}</string>`).join('\n')}
    <key>PATH</key><string>${xml(path)}</string>
    <key>MUSTER_HOME</key><string>${xml(home)}</string>
  </dict>
  <key>RunAtLoad</key><true/>
  <key>KeepAlive</key><dict><key>SuccessfulExit</key><false/></dict>
  <key>AbandonProcessGroup</key><true/>
  <key>StandardErrorPath</key><string>${xml(`${home}/daemon.err`)}</string>
</dict>
</plist>
`;

const xml = (text: string): string =>
  text.replace(/[&<>"]/g, (it) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[it] ?? it);
