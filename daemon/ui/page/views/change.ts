// A plan and its outcome: its items with votes, its stages as a graph with their proofs, and the change
// itself. Comments on items and lines are collected and become the reason of a request for changes.

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import type { ChangePage } from '../../views/change.ts';
import { useView } from '../live/use-view.ts';
import { type Comment, CommentButton } from '../parts/comment.ts';
import { GateAsked } from '../parts/gate.ts';
import { Empty, Failing } from '../parts/parts.ts';
import { count, withHiddenShown } from '../parts/words.ts';
import { Diff } from './diff.ts';
import { Stages } from './stages.ts';

const textOf = (comments: readonly Comment[]): string => comments.map(({ at, words }) => `${at}: ${words}`).join('\n');

export function Change({ run, of }: { run: string; of: string | undefined }) {
  const { data, failure } = useView<ChangePage>(`/api/run/${run}/change`, run);
  const [comments, setComments] = useState<Comment[]>([]);
  if (failure && !data) return html`<${Failing} failure=${failure} />`;
  if (!data) return html`<p class="loading" role="status">Reading …</p>`;
  const { plan, carried, gates, diffs } = data;
  if (!plan && !carried && diffs.length === 0)
    return html`<${Empty}>${data.ended ? 'This run has no plan and no change.' : 'No plan yet.'}</${Empty}>`;
  const add = (comment: Comment) => setComments((before) => [...before, comment]);
  const changeable = gates.some((it) => it.offers.some(({ answer }) => answer === 'request-changes'));
  return html`${gates.map((gate, at) => html`<article key=${gate.id} class="card waits"><${GateAsked} run=${run} gate=${gate} comments=${textOf(comments)} keys=${at === 0} onDone=${() => setComments([])} /></article>`)}
${
  comments.length > 0 &&
  html`<section class="card drafts" aria-label="Your comments"><h3>Your comments</h3><ul class="plain-list">${comments.map(
    (it, n) =>
      html`<li><code>${it.at}</code> <span class="pre">${withHiddenShown(it.words)}</span> <button class="quiet" aria-label=${`Remove the comment on ${it.at}`} onClick=${() => setComments(comments.filter((_, at) => at !== n))}>×</button></li>`,
  )}</ul><p class="soft">${changeable ? 'They go with “Request changes” above, into the next prompt.' : 'No open approval of this run takes a request for changes; they are only here.'}</p></section>`
}
${plan && html`<${Plan} plan=${plan} add=${add} />`}
${(carried || plan) && html`<${Stages} stages=${data.stages} carried=${carried} add=${add} />`}
${diffs.length > 0 && html`<${Diff} run=${run} seq=${data.seq} diffs=${diffs} of=${of} add=${add} commented=${comments} />`}`;
}

function Plan({ plan, add }: { plan: NonNullable<ChangePage['plan']>; add(comment: Comment): void }) {
  const { tone, label } = plan.gate ?? { tone: 'soft', label: 'not judged yet' };
  return html`<section aria-labelledby="h-plan"><h2 id="h-plan">Plan</h2><p class="kicker"><b>${plan.by}</b><span>draft ${plan.pass + 1}</span><span class="mono">${plan.digest.slice(0, 12)}</span><span class=${`status ${tone}`}>${label}</span>${plan.approved && html`<span class="status good">approved</span>`}</p>
<p class="lead pre">${plan.goal}</p>
${plan.unchallenged && html`<p class="notice warning">${plan.ownVote ? 'Only its author has judged it.' : 'Only one worker judged it, and no second one was there to disagree.'}</p>`}
${plan.clarifications.length > 0 && html`<h3>${plan.approved ? 'Decided by the approval' : 'To be decided'}</h3><ul class="plain-list">${plan.clarifications.map((it) => html`<li><b>${it.id}</b> <span class="pre">${it.asks}</span> <span class="soft">${[it.item, ...it.raisedBy, ...(it.blocks === 'approval' && !plan.approved ? ['blocks approval'] : [])].join(', ')}</span></li>`)}</ul>`}
${plan.items.length > 0 && html`<h3>Item by item</h3><${Items} items=${plan.items} add=${add} />`}
<details class="fold"><summary>Options, and how to go back</summary>${plan.options.map((it) => html`<div class="block"><h4>${it.title}${it.title === plan.recommended && html` <span class="status good">recommended</span>`}</h4><ul class="plain-list">${it.pros.map((one) => html`<li>+ ${one}</li>`)}${it.cons.map((one) => html`<li>– ${one}</li>`)}</ul></div>`)}<h4>Going back</h4><p class="pre">${plan.rollback}</p></details></section>`;
}

type PlanItem = NonNullable<ChangePage['plan']>['items'][number];

/** Up to this many undisputed items are always shown. */
const FEW = 8;

/** Disputed items come first; those that everybody agrees on are collapsed. */
function Items({ items, add }: { items: readonly PlanItem[]; add(comment: Comment): void }) {
  const list = (some: readonly PlanItem[]) =>
    html`<ul class="items">${some.map((it) => html`<${Item} key=${it.id} it=${it} add=${add} />`)}</ul>`;
  const disputed = items.filter((it) => it.state !== 'agreed');
  const agreed = items.filter((it) => it.state === 'agreed');
  if (disputed.length === 0 || agreed.length <= FEW) return list(items);
  return html`${list(disputed)}<details class="fold"><summary>${count(agreed.length, 'item')} that no one disputes</summary>${list(agreed)}</details>`;
}

function Item({ it, add }: { it: PlanItem; add(comment: Comment): void }) {
  const tone = it.state === 'agreed' ? 'good' : it.state === 'blocked' ? 'bad' : it.state === 'dissent' ? 'warning' : '';
  return html`<li class=${tone}><div class="item"><span class="mono id">${it.id}</span><span class="grow pre">${it.text}</span><span class="votes">${it.words.map(
    (word) =>
      html`<span class=${`sign ${word.tone}`} role="img" aria-label=${`${word.seat} ${word.says}`} title=${`${word.seat} ${word.says}`}>${word.sign}</span>`,
  )}</span><${CommentButton} at=${it.id} add=${add} /></div>${it.words
    .filter((word) => word.tone === 'against')
    .map((word) => html`<p class="against"><b>${word.seat}</b> <span class="pre">${word.basis}</span></p>`)}</li>`;
}
