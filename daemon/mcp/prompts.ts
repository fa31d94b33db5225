// Ready-made prompts that a client can offer its user. Each is one message to the model, which then uses the tools.

import type { McpServer } from '@modelcontextprotocol/server';
import * as z from '../../contracts/schema.ts';
import { plainText } from '../../skills/wording/plain-text.ts';

/** The same limit as for a brief. */
const words = z.string().min(1).max(262_144);

export function offerPrompts(server: McpServer): void {
  server.registerPrompt(
    'review',
    {
      title: 'Review with Muster',
      description: 'Have several independent agents review the project, and read what held.',
      argsSchema: z.object({ question: words.optional().describe('what to find out; default: defects in what changed') }),
    },
    ({ question }) =>
      said(
        `Use run_submit with type review and this brief: ${question ?? 'Which defects are in what changed?'}\n` +
          'Follow it with run_events (wait 50, after the last cursor) until it has ended. Then read run_findings and tell me, most severe ' +
          'first: what was confirmed by others, what only one reviewer says, what was refuted. Say so if the run was not judged or degraded.',
      ),
  );
  server.registerPrompt(
    'plan',
    {
      title: 'Plan with Muster',
      description: 'Have a change planned, the plan checked by others, and a person asked.',
      argsSchema: z.object({ change: words.describe('what should be changed') }),
    },
    ({ change }) =>
      said(
        `Use run_submit with type implementation-planning and this brief: ${change}\n` +
          'Follow it with run_events. When run_active says that a person must approve, show me the commands that it names and wait; you ' +
          'cannot approve. Then tell me what the plan says and what was said against it.',
      ),
  );
  server.registerPrompt(
    'carry-out',
    {
      title: 'Carry out a plan with Muster',
      description: 'Carry out an approved plan, stage by stage, each proved.',
      argsSchema: z.object({
        run: z
          .string()
          .regex(/^r-[a-z2-7]{2,26}$/, 'must be the id of a run, such as r-k3f7qa')
          .describe('the run with the approved plan'),
      }),
    },
    ({ run }) =>
      said(
        `Use run_submit with type implementation, plan ${run} and the brief "Carry out the plan of ${run}".\n` +
          'Follow it with run_events. Show me what run_active says a person must decide. At the end tell me which stages were verified, ' +
          'which were not and why.',
      ),
  );
}

const said = (text: string) => ({ messages: [{ role: 'user' as const, content: { type: 'text' as const, text: plainText(text) } }] });
