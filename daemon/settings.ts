// The settings of a home, and over them those of a project that is trusted.

import { readFile } from 'node:fs/promises';
import { Config } from '../contracts/config.ts';
import { MusterError } from '../contracts/errors.ts';
import { codeOf } from '../runtime/files.ts';
import { checkYaml, faultText } from '../runtime/text/checked-yaml.ts';

export async function loadConfig(path: string): Promise<Config> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return Config.parse({});
    throw error;
  }
  const checked = checkYaml(text, Config);
  if (checked.kind === 'right') return checked.value;
  throw new MusterError(
    'config-invalid',
    `${path}: ${checked.faults.map(faultText).join('; ')}`,
    'Mend it; docs/operations.md lists every key with its default.',
  );
}
