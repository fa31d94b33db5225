// Values of a schema in which every free text is hostile, and exactly as long as its limit or one character longer. Ids, choices and
// numbers stay as in the sample.

import type { z } from 'zod';

export const HOSTILE: Readonly<Record<string, string>> = {
  plain: 'W',
  controls: 'a\u0000\u0007\u001b[2J\u001b]0;owned\u0007\u009b2J\u0085\r\n\u007f',
  invisible: '\u202egnirts\u2066\u200b\u200d\u2060\u00ad\u034f\u3164\ufeff\u{e0041}\u2028',
  broken: '\ud83d\ude00\udfff\ud800x',
  pictures: '👩‍👩‍👧é̂修𝒳',
  markup: '</script><b>```\n# x | y\n<!--](javascript:x)~~~ `${{x}}` %s \\u0041',
};

/** `extra` characters over the cap; a text without a cap becomes two hundred long. */
export function hostile(schema: z.ZodType, sample: unknown, text: string, extra = 0): unknown {
  return filled(schema as unknown as z.core.$ZodTypes, sample, { text, extra });
}

type How = { text: string; extra: number };

function filled({ _zod: { def } }: z.core.$ZodTypes, sample: unknown, how: How): unknown {
  const inner = (it: z.core.$ZodType, value: unknown): unknown => filled(it as z.core.$ZodTypes, value, how);
  switch (def.type) {
    case 'string':
      return textFor(def, sample, how);
    case 'array':
      return sample === undefined
        ? [inner(def.element, undefined)].filter((it) => it !== undefined)
        : (sample as unknown[]).map((it) => inner(def.element, it));
    case 'object': {
      const known = (sample ?? {}) as Record<string, unknown>;
      const entries = Object.entries(def.shape).map(([key, it]) => [key, inner(it, known[key])] as const);
      return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
    }
    case 'optional':
    case 'default':
    case 'prefault':
    case 'nullable':
      return inner(def.innerType, sample);
    default:
      return sample;
  }
}

function textFor(def: z.core.$ZodStringDef, sample: unknown, { text, extra }: How): unknown {
  const checks = (def.checks ?? []).map((it) => (it._zod as z.core.$ZodChecks['_zod']).def);
  if (checks.some((it) => it.check === 'string_format')) return sample;
  const cap = checks.flatMap((it) => (it.check === 'max_length' ? it.maximum : [])).at(0);
  const length = cap === undefined ? 200 : cap + extra;
  return text.repeat(Math.ceil(length / text.length)).slice(0, length);
}
