// The stages of a plan as a graph: what depends on what, and how each is proved on base, tests and head (B T H).

import { html } from 'htm/preact';
import { useState } from 'preact/hooks';
import type { ChangePage } from '../../views/change.ts';
import { type Comment, CommentButton } from '../parts/comment.ts';

type Carried = NonNullable<ChangePage['carried']>;
type Planned = ChangePage['stages'][number];
type Shown = {
  id: string;
  title: string;
  dependsOn: readonly string[];
  planned: Planned | undefined;
  carried: Carried['stages'][number] | undefined;
};

const WIDTH = 208;
const HEIGHT = 76;
const ACROSS = 56;
const BETWEEN = 18;

const TONES: Readonly<Record<string, string>> = {
  verified: 'good',
  accepted: 'good',
  rejected: 'bad',
  unreachable: 'bad',
  unproved: 'warning',
  unavailable: 'warning',
  pending: 'soft',
  skipped: 'soft',
  superseded: 'soft',
};

export function Stages({
  stages: planned,
  carried,
  add,
}: {
  stages: ChangePage['stages'];
  carried: ChangePage['carried'];
  add(comment: Comment): void;
}) {
  const [chosen, setChosen] = useState<string>();
  const stages = shownOf(planned, carried);
  if (stages.length === 0) return null;
  const places = placed(stages);
  const wide = Math.max(...[...places.values()].map(({ x }) => x)) + WIDTH;
  const high = Math.max(...[...places.values()].map(({ y }) => y)) + HEIGHT;
  const one = stages.find(({ id }) => id === chosen);
  return html`<section aria-labelledby="h-stages"><h2 id="h-stages">Stages</h2>
<div class="graph" tabindex="0" role="region" aria-label="Stages and what they wait for"><div style=${`width:${wide}px;height:${high}px`}><svg width=${wide} height=${high} aria-hidden="true">${stages.flatMap((it) => it.dependsOn.map((from) => edge(places.get(from), places.get(it.id))))}</svg>
${stages.map((it) => {
  const { x, y } = places.get(it.id) ?? { x: 0, y: 0 };
  const state = it.carried?.state ?? 'pending';
  return html`<button key=${it.id} class=${`stage ${TONES[state] ?? 'running'}`} aria-expanded=${chosen === it.id} style=${`left:${x}px;top:${y}px`} onClick=${() => setChosen(chosen === it.id ? undefined : it.id)}><b>${it.title}</b><span class="foot"><span>${it.carried ? state : it.id}</span>${it.carried && html`<${Proofs} of=${it.carried.proofs} />`}</span></button>`;
})}</div></div>
${carried?.integrated && html`<p class=${`notice ${carried.integrated.state === 'proved' ? 'good' : carried.integrated.state === 'proving' ? '' : 'bad'}`}><b>All stages together: ${carried.integrated.state}.</b> ${carried.integrated.why.join(' ')}</p>`}
${one && html`<${Stage} it=${one} add=${add} />`}</section>`;
}

const SIGNS: Readonly<Record<string, readonly [string, string]>> = {
  passes: ['✓', 'for'],
  fails: ['✗', 'against'],
  'not run': ['·', 'none'],
  '–': ['–', 'none'],
};

function Proofs({ of }: { of: Carried['stages'][number]['proofs'] }) {
  const [first] = of;
  if (!first) return null;
  return html`<span class="bth" role="img" aria-label=${`On base ${first.b}, with its tests ${first.t}, on head ${first.h}`} title="base, tests, head">${[
    first.b,
    first.t,
    first.h,
  ].map((it, n) => {
    const [sign, tone] = SIGNS[it] ?? ['?', 'none'];
    // Tests are expected to fail on the base.
    return html`<i class=${n < 2 && it === 'fails' ? 'for' : tone}>${'BTH'[n]}${sign}</i>`;
  })}</span>`;
}

function Stage({ it, add }: { it: Shown; add(comment: Comment): void }) {
  const { planned, carried } = it;
  return html`<article class="card stage-card" aria-label=${`Stage ${it.id}`}><p class="kicker"><b>${it.id}</b>${carried && html`<span>${carried.state}</span><span>${carried.seat ?? 'nobody yet'}</span><span>${carried.attempts} ${carried.attempts === 1 ? 'attempt' : 'attempts'}</span>`}<${CommentButton} at=${`stage ${it.id}`} add=${add} /></p>
<h3>${it.title}</h3>${planned && html`<p class="pre">${planned.goal}</p>`}
${carried && carried.summary !== '' && html`<p class="pre">${carried.summary}</p>`}
${carried && carried.reasons.length > 0 && html`<ul class="plain-list">${carried.reasons.map((why) => html`<li class="pre">${why}</li>`)}</ul>`}
${carried && carried.asks.length > 0 && html`<ul class="plain-list warning-list">${carried.asks.map((why) => html`<li class="pre">${why}</li>`)}</ul>`}
${carried && carried.proofs.length > 0 && html`<div class="scroll" tabindex="0" role="region" aria-label="Proofs"><table class="data"><thead><tr><th scope="col">Proof</th><th scope="col">Base</th><th scope="col">Tests</th><th scope="col">Head</th><th scope="col">Comes to</th></tr></thead><tbody>${carried.proofs.map((proof) => html`<tr><th scope="row"><code>${proof.argv.length > 0 ? proof.argv.join(' ') : proof.validator}</code></th><td>${proof.b}</td><td>${proof.t}</td><td>${proof.h}</td><td title=${proof.why}>${proof.outcome}</td></tr>`)}</tbody></table></div>`}
${planned && html`<details class="fold" open=${!carried}><summary>As planned</summary><ol>${planned.steps.map((step) => html`<li><b>${step.action}</b> <span class="pre">${step.detail}</span></li>`)}</ol><dl class="facts"><dt>Files</dt><dd class="mono">${planned.files.join(', ')}</dd><dt>Accepted when</dt><dd>${planned.acceptance}</dd><dt>Proved by</dt><dd>${planned.validators.join('; ')}</dd>${planned.tddExemption && html`<dt>Without a failing test</dt><dd>${planned.tddExemption}</dd>`}</dl></details>`}</article>`;
}

function shownOf(all: ChangePage['stages'], carried: ChangePage['carried']): Shown[] {
  const planned = new Map(all.map((it) => [it.id, it]));
  if (carried)
    return carried.stages.map((it) => ({
      id: it.id,
      title: it.title,
      dependsOn: planned.get(it.id)?.dependsOn ?? [],
      planned: planned.get(it.id),
      carried: it,
    }));
  return [...planned.values()].map((it) => ({ id: it.id, title: it.title, dependsOn: it.dependsOn, planned: it, carried: undefined }));
}

/** A column for each depth: a stage is placed after everything that it depends on. */
function placed(stages: readonly Shown[]): Map<string, { x: number; y: number }> {
  const depths = new Map<string, number>();
  const byId = new Map(stages.map((it) => [it.id, it]));
  const depth = (id: string, under: ReadonlySet<string>): number => {
    const known = depths.get(id);
    if (known !== undefined || under.has(id)) return known ?? 0;
    const before = (byId.get(id)?.dependsOn ?? []).filter((it) => byId.has(it));
    const own = Math.max(-1, ...before.map((it) => depth(it, new Set([...under, id])))) + 1;
    depths.set(id, own);
    return own;
  };
  const used = new Map<number, number>();
  return new Map(
    stages.map(({ id }) => {
      const column = depth(id, new Set());
      const row = used.get(column) ?? 0;
      used.set(column, row + 1);
      return [id, { x: column * (WIDTH + ACROSS), y: row * (HEIGHT + BETWEEN) }];
    }),
  );
}

function edge(from: { x: number; y: number } | undefined, to: { x: number; y: number } | undefined) {
  if (!from || !to) return null;
  const [x1, y1, x2, y2] = [from.x + WIDTH, from.y + HEIGHT / 2, to.x, to.y + HEIGHT / 2];
  const bend = (x2 - x1) / 2;
  return html`<path d=${`M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`} />`;
}
