// The settings of a home, and over them those of a project that is trusted.

import { Config } from '../contracts/config.ts';
import { MusterError } from '../contracts/errors.ts';
import { checkYaml, faultText } from '../runtime/text/checked-yaml.ts';
import { readSettings } from '../runtime/text/read-settings.ts';

export async function loadConfig(path: string): Promise<Config> {
  const text = await readSettings(path, 'config-invalid');
  if (text === undefined) return Config.parse({});
  const checked = checkYaml(text, Config);
  if (checked.kind === 'right') return checked.value;
  throw new MusterError(
    'config-invalid',
    `${path}: ${checked.faults.map(faultText).join('; ')}`,
    'Mend it; docs/operations.md lists every key with its default.',
  );
}
