// Whether a log is SARIF: by the schema that OASIS publishes, and by the validator of those who look after the format.

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** The library takes a reference for a whole address; that a reference is one, the validator says. */
const withoutReferences = (key: string, value: unknown): unknown => (key === 'format' && value === 'uri-reference' ? undefined : value);

const published = new URL('../../../../fixtures/sarif/sarif-schema-2.1.0.json', import.meta.url);
const schema = z.fromJSONSchema(JSON.parse(readFileSync(published, 'utf8'), withoutReferences) as Parameters<typeof z.fromJSONSchema>[0]);

/** What the schema says against it. */
export function bySchema(log: string): string[] {
  const checked = schema.safeParse(JSON.parse(log));
  return checked.success ? [] : checked.error.issues.map((it) => `${it.path.join('.')}: ${it.message}`);
}

/** Errors and warnings of Microsoft's validator, each as `SARIF2005 …`; it is a program of its own, without a network. */
export function byValidator(log: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'muster-sarif-'));
  const path = join(folder, 'log.sarif');
  try {
    writeFileSync(path, log);
    const output = join(folder, 'said.sarif');
    execFileSync(validator(), ['validate', path, '--output', output, '--log', 'ForceOverwrite'], {
      env: { HOME: folder, TMPDIR: folder, DOTNET_BUNDLE_EXTRACT_BASE_DIR: folder, DOTNET_SYSTEM_GLOBALIZATION_INVARIANT: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = JSON.parse(readFileSync(output, 'utf8')) as {
      runs: { results?: { ruleId?: string; level?: string; message: { text?: string; id?: string; arguments?: string[] } }[] }[];
    };
    return said.runs
      .flatMap(({ results = [] }) => results)
      .map(({ ruleId = '?', level = 'warning', message }) => `${level} ${ruleId} ${message.text ?? (message.arguments ?? []).join(' | ')}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Its package makes it executable by a script, and no script of a package is run here. */
function validator(): string {
  const packages: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'darwin', win32: 'win32' };
  const multitool = createRequire(import.meta.url).resolve('@microsoft/sarif-multitool/package.json');
  const program = join(dirname(multitool), '..', `sarif-multitool-${packages[process.platform]}`, 'Sarif.Multitool');
  chmodSync(program, 0o755);
  return program;
}
