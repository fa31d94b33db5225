// The connection to another machine: `ssh … muster bridge <act>`. It opens no port, uses ssh's own
// keys, and asks nothing. What a person typed is sent encoded, so that no shell there interprets it.

import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { MusterError } from '../../../contracts/errors.ts';
import type { BridgeRequest, Remote } from '../../../contracts/remote.ts';
import { kept } from '../../../runtime/processes/run-program.ts';
import { shellWord } from '../../../runtime/text/shell-word.ts';
import { ENGINE } from '../../process/version.ts';

export type Line = { name: string; remote: Remote };

/** The longest payload: sshd passes it to a shell as a single argument. */
const LONGEST = 100_000;
/** ssh's own exit code for a broken connection; none of our commands uses it. */
const BROKEN = 255;
const NOT_FOUND = new Set([126, 127]);
const MOST_ANSWERED = 1024 * 1024 * 1024;

type WithoutHead<R> = R extends unknown ? Omit<R, 'v' | 'version'> : never;
export type BridgeCall = WithoutHead<BridgeRequest>;

/** The arguments of ssh. Everything before `--` is an option; the machine is the one word after it. */
export function sshArguments({ remote }: Line, asked: BridgeCall, { terminal }: { terminal: boolean }): string[] {
  const { user, host, port, home, muster = 'muster', sshConfig } = remote;
  const payload = Buffer.from(JSON.stringify({ v: 1, version: ENGINE, ...asked })).toString('base64url');
  if (payload.length > LONGEST)
    throw new MusterError('usage', 'the command line is too long to be sent', 'Put long text into a task file.');
  const program = [...(home === undefined ? [] : ['env', shellWord(`MUSTER_HOME=${home}`)]), shellWord(muster), 'bridge', payload];
  return [
    ...(sshConfig === undefined ? [] : ['-F', sshConfig]),
    ...(terminal ? ['-t'] : ['-T']),
    ...['BatchMode=yes', 'ConnectTimeout=15', 'ServerAliveInterval=10', 'ServerAliveCountMax=3', 'LogLevel=ERROR'].flatMap((it) => [
      '-o',
      it,
    ]),
    ...['ClearAllForwardings=yes', 'ForwardAgent=no', 'ForwardX11=no'].flatMap((it) => ['-o', it]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    '--',
    `${user === undefined ? '' : `${user}@`}${host.replace(/^\[|\]$/g, '')}`,
    program.join(' '),
  ];
}

/** The error for a connection that fails or breaks; `goOn` is the command that continues. */
function brokenLine({ name }: Line, goOn: string, why = ''): MusterError {
  return new MusterError(
    'daemon-unreachable',
    `the connection to ${name} broke${why === '' ? '' : `: ${why}`}; runs there go on, and nothing else was changed by it`,
    `To continue: ${goOn}`,
  );
}

function refuseMissing({ name, remote: { muster = 'muster' } }: Line, code: number): void {
  if (!NOT_FOUND.has(code)) return;
  throw new MusterError(
    'daemon-unreachable',
    `${name} could not start \`${muster}\` (exit code ${code})`,
    `Install Muster there, or give its full path: muster remote add ${name} ssh://… --muster /path/to/muster`,
  );
}

/** Runs a command there with our standard streams; returns its exit code. */
export async function through(line: Line, asked: BridgeCall, { terminal, goOn }: { terminal: boolean; goOn: string }): Promise<number> {
  const args = sshArguments(line, asked, { terminal });
  // The terminal sends Ctrl-C to ssh as well, so the exit of ssh decides.
  const heard = () => undefined;
  process.on('SIGINT', heard);
  try {
    const { code, signal } = await new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve, reject) => {
      const child = spawn('ssh', args, { stdio: 'inherit' });
      child.once('error', (cause) => reject(noSsh(cause)));
      child.once('close', (code, signal) => resolve({ code, signal }));
    });
    if (signal === 'SIGINT') return 130;
    if (code === null || code === BROKEN) throw brokenLine(line, goOn);
    refuseMissing(line, code);
    return code;
  } finally {
    process.removeListener('SIGINT', heard);
  }
}

/** Sends a head, and a file after it if there is one; returns the whole answer. */
export async function exchange(
  line: Line,
  asked: BridgeCall,
  goOn: string,
  sent?: { head: string; file?: string | undefined },
): Promise<Buffer> {
  const child = spawn('ssh', sshArguments(line, asked, { terminal: false }), { stdio: 'pipe' });
  const said = kept(child.stderr);
  const chunks: Buffer[] = [];
  let bytes = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST_ANSWERED) child.kill('SIGKILL');
    else chunks.push(chunk);
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', (cause) => reject(noSsh(cause)));
    child.once('close', resolve);
  });
  // ssh may exit before it has read everything; its exit code says why.
  child.stdin.on('error', () => undefined);
  if (sent) child.stdin.write(sent.head);
  if (sent?.file === undefined) child.stdin.end();
  else await Promise.race([pipeline(createReadStream(sent.file), child.stdin).catch(() => undefined), ended]);
  const code = await ended;
  const why = said().trim().split('\n').at(-1) ?? '';
  if (code === null || code === BROKEN) throw brokenLine(line, goOn, why);
  refuseMissing(line, code);
  if (code !== 0 && bytes === 0)
    throw new MusterError(
      'command-refused',
      `${line.name}: ${why.replace(/^muster: /, '') || `muster ended with exit code ${code}`}`,
      `Whether it answers, and with which version: muster remote check ${line.name}`,
    );
  return Buffer.concat(chunks);
}

const noSsh = (cause: Error): MusterError =>
  new MusterError('spawn-failed', `ssh could not be started: ${cause.message}`, 'Install the OpenSSH client.', { cause });
