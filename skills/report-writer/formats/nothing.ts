// What each format contains when there was nothing to review: a complete document without results.

import type { Format } from './names.ts';

export function renderNothing(format: Format, says: string, engine: string): string {
  switch (format) {
    case 'sarif':
      return json({
        $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
        version: '2.1.0',
        runs: [
          {
            tool: { driver: { name: 'Muster', version: engine } },
            invocations: [
              { executionSuccessful: true, exitCode: 0, toolExecutionNotifications: [{ level: 'note', message: { text: `${says}.` } }] },
            ],
            results: [],
          },
        ],
      });
    case 'github':
      return `::notice title=Muster::${says.replaceAll('%', '%25').replace(/[\r\n]+/g, ' ')}\n`;
    case 'gitlab':
      return json([]);
    case 'rdjson':
      return json({ source: { name: 'muster' }, diagnostics: [] });
    case 'junit':
      return '<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="muster" tests="1" failures="0" errors="0" skipped="0">\n<testsuite name="muster" tests="1" failures="0" errors="0" skipped="0">\n<testcase classname="muster" name="nothing to review"/>\n</testsuite>\n</testsuites>\n';
    case 'md':
      return `${says}.\n`;
    case 'html':
      return '<!doctype html><meta charset="utf-8"><title>Muster</title><p>Nothing to review.</p>\n';
    case 'json':
      return json({ run: null, says });
  }
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 1)}\n`;
