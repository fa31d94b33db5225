// The style of the page: a single column, cards for findings, tables that scroll sideways, and variants for paper, dark mode and
// narrow screens.

import { DARK, LIGHT, variables } from './palette.ts';

const BASE = `
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-padding-top:1rem}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.6 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","Liberation Sans",sans-serif;font-variant-numeric:tabular-nums;overflow-wrap:anywhere}
main,.masthead,footer{max-width:66rem;margin:0 auto;padding:0 1.5rem}
h1,h2,h3.state{font-family:Charter,"Bitstream Charter","Iowan Old Style","Palatino Linotype",Palatino,Georgia,"Noto Serif","Liberation Serif",serif;font-weight:600;line-height:1.2;text-wrap:balance}
h1{font-size:clamp(1.7rem,4.5vw,2.5rem);margin:.35rem 0 1.1rem;letter-spacing:-.012em}
h2{font-size:1.55rem;margin:3.4rem 0 1rem;padding-top:1.1rem;border-top:1px solid var(--line);letter-spacing:-.008em}
h3{font-size:1.05rem;line-height:1.35;margin:1.6rem 0 .4rem}
h3.state{font-size:1.2rem;margin:2.2rem 0 .15rem}
h3.state .n{color:var(--soft);font-weight:400}
p{margin:.55rem 0}
a{color:var(--accent);text-underline-offset:.18em;text-decoration-thickness:1px}
:focus-visible{outline:2px solid var(--accent);outline-offset:2px;border-radius:2px}
code,pre,.mono{font-family:ui-monospace,"SF Mono",SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono","Liberation Mono",monospace;font-size:.86em}
code{background:var(--sunk);border-radius:3px;padding:.08em .3em}
pre{margin:0;padding:.7rem .9rem;background:var(--sunk);border-radius:5px;white-space:pre-wrap;line-height:1.5;tab-size:4;max-height:26rem;overflow:auto}
.soft,.note{color:var(--soft)}
.note{font-size:.9rem}
.skip{position:absolute;left:-99rem}.skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.4rem .8rem;z-index:9}
ul,ol{padding-left:1.3rem;margin:.5rem 0}li{margin:.25rem 0}
`;

const HEAD = `
.masthead{padding-top:2.6rem}
.kicker{display:flex;flex-wrap:wrap;gap:.2rem 1rem;color:var(--soft);font-size:.85rem;margin:0}
.kicker b{color:var(--ink);letter-spacing:.09em;text-transform:uppercase;font-size:.78rem;line-height:1.75}
.outcome{border-left:4px solid var(--accent);background:var(--card);padding:.75rem 1.1rem;margin:0 0 1.6rem;border-radius:0 6px 6px 0}
.outcome p{margin:0;font-weight:650;font-size:1.08rem}
.outcome ul{margin:.3rem 0 0;color:var(--ink)}
.outcome.good{border-color:var(--good);background:var(--good-tint)}.outcome.good p{color:var(--good)}
.outcome.warning{border-color:var(--warning);background:var(--warning-tint)}.outcome.warning p{color:var(--warning)}
.outcome.bad{border-color:var(--bad);background:var(--bad-tint)}.outcome.bad p{color:var(--bad)}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.2rem,1fr));gap:1px;margin:0 0 1.8rem;background:var(--line);border:1px solid var(--line);border-radius:8px;overflow:hidden}
.figures div{background:var(--card);padding:.8rem 1rem .85rem;display:flex;flex-direction:column}
.figures dt{order:2;font-size:.86rem;color:var(--soft);line-height:1.35}
.figures dd{order:1;margin:0;font-size:1.65rem;font-weight:600;line-height:1.25;letter-spacing:-.015em;overflow-wrap:normal}
.figures dd.words{font-size:1.25rem;line-height:1.65}
.field{list-style:none;padding:0;margin:0;columns:18rem 3;column-gap:2rem}
.field li{break-inside:avoid;padding:.15rem 0;display:grid;grid-template-columns:9.2rem 2rem 1fr;gap:0 .6rem;margin:0;line-height:1.5rem}
.field.many{columns:1}
.field .name{color:var(--ink);text-decoration-color:var(--line)}
.field .n{text-align:right;color:var(--soft)}
.dots{display:flex;flex-wrap:wrap;gap:4px}
.dot{display:inline-block;width:1.5rem;height:1.5rem;border-radius:4px;text-align:center;font-size:.74rem;font-weight:700;line-height:1.5rem;text-decoration:none}
.dot:hover{outline:2px solid currentColor}
.many .dot{width:1.05rem;height:1.05rem;line-height:1.05rem;font-size:.6rem;border-radius:3px}.many .dots{gap:3px;padding-top:.22rem}
.s-critical{color:var(--critical);background:var(--critical-tint)}
.s-major{color:var(--major);background:var(--major-tint)}
.s-minor{color:var(--minor);background:var(--minor-tint)}
.s-info{color:var(--info);background:var(--info-tint)}
nav ul{list-style:none;display:flex;flex-wrap:wrap;gap:.3rem 1.3rem;padding:0;margin:1.7rem 0 0;font-size:.95rem}
`;

const FINDINGS = `
.lead{font-size:1.09rem;max-width:44rem}
.block{max-width:44rem;margin:0 0 1.2rem}.block h3{margin:1.2rem 0 .2rem}
.id{white-space:nowrap}
blockquote{margin:.6rem 0 .2rem;padding:.1rem 0 .1rem .9rem;border-left:3px solid var(--line)}blockquote>:first-child{margin-top:0}blockquote>:last-child{margin-bottom:0}
.refs{font-size:.85rem;color:var(--soft);margin:.25rem 0 0}
.partly{color:var(--warning)}
ol.steps{padding-left:0;list-style:none;counter-reset:step}ol.steps>li{counter-increment:step;position:relative;padding-left:2.4rem;margin:0 0 1.1rem;max-width:44rem}
ol.steps>li::before{content:counter(step);position:absolute;left:0;top:.1rem;width:1.6rem;height:1.6rem;border-radius:50%;background:var(--accent);color:var(--card);text-align:center;line-height:1.6rem;font-size:.85rem;font-weight:700}
ol.steps h3{margin:0}.block h3+p,ol.steps h3+p{margin-top:.15rem}
.filter{display:flex;flex-wrap:wrap;gap:.5rem .9rem;align-items:center;padding:.6rem .9rem;background:var(--sunk);border-radius:6px;font-size:.9rem;margin:1rem 0}
.filter[hidden]{display:none}
.filter label{display:inline-flex;gap:.35rem;align-items:center}
.filter input[type=search]{font:inherit;padding:.25rem .5rem;border:1px solid var(--soft);border-radius:4px;background:var(--card);color:var(--ink);min-width:10rem;flex:1 1 10rem}
.filter button{font:inherit;border:1px solid var(--soft);background:var(--card);color:var(--ink);border-radius:4px;padding:.2rem .6rem;cursor:pointer}
.card{background:var(--card);border:1px solid var(--line);border-left:4px solid var(--line);border-radius:6px;margin:.8rem 0}
.card.critical{border-left-color:var(--critical)}.card.major{border-left-color:var(--major)}.card.minor{border-left-color:var(--minor)}.card.info{border-left-color:var(--info)}
.card:target{outline:2px solid var(--accent);outline-offset:2px}
.card summary{padding:.75rem 1.1rem;cursor:pointer;list-style:none;display:grid;grid-template-columns:1fr auto;gap:.1rem .8rem}
.card summary::-webkit-details-marker{display:none}
.card summary::after{content:"";grid-column:2;grid-row:1;width:.5rem;height:.5rem;border-right:2px solid var(--soft);border-bottom:2px solid var(--soft);transform:rotate(45deg);margin:.3rem .2rem}
.card details[open]>summary::after{transform:rotate(-135deg);margin-top:.6rem}
.card h4{margin:0;font-size:1.06rem;line-height:1.4;font-weight:620;grid-column:1}
.card h4 .id{color:var(--soft);font-weight:400;font-size:.9rem;margin-right:.3rem}
.tag{display:inline-block;border-radius:4px;padding:0 .45em;font-size:.78rem;font-weight:680;line-height:1.55;margin-right:.35rem;vertical-align:.08em}
.where{grid-column:1/-1;display:flex;flex-wrap:wrap;gap:.1rem .9rem;font-size:.9rem;color:var(--soft);line-height:1.5}
.where b{font-weight:600;color:var(--ink)}.where .against{color:var(--bad)}
.inside{padding:.1rem 1.1rem 1.1rem}.inside>*{max-width:52rem}
.claim{font-size:1.02rem}
h5{margin:1.2rem 0 .3rem;font-size:.83rem;letter-spacing:.02em;color:var(--soft);font-weight:650}
figure{margin:.7rem 0}
figcaption{font-size:.87rem;color:var(--soft);margin:0 0 .3rem;line-height:1.45}
.check{font-weight:600}.check.good{color:var(--good)}.check.warning{color:var(--warning)}.check.bad{color:var(--bad)}
.words{list-style:none;padding:0;margin:.3rem 0 0}
.words>li{border-left:3px solid var(--line);padding:.05rem 0 .05rem .9rem;margin:.7rem 0}
.words>li.for{border-color:var(--good)}.words>li.against{border-color:var(--bad)}
.words>li.dissent{background:var(--bad-tint);padding:.5rem .9rem;border-radius:0 5px 5px 0}
.words .said{margin:0;font-size:.92rem}.words .said b{font-weight:650}
.words p{margin:.25rem 0}
.advice{background:var(--good-tint);border-radius:5px;padding:.6rem .9rem;margin:1rem 0 0}.advice h5{margin:0;color:var(--good)}.advice p:last-child{margin-bottom:0}
.meta{font-size:.83rem;color:var(--soft);margin-top:1rem;line-height:1.5}
`;

const TABLES = `
.scroll{overflow:auto;max-width:100%;border:1px solid var(--line);border-radius:6px;background:var(--card)}
.scroll.tall{max-height:44rem}
table.data,.matrix{overflow-wrap:break-word}
table.data{border-collapse:collapse;width:100%;font-size:.9rem;line-height:1.45}
.data th,.data td{text-align:left;vertical-align:top;padding:.42rem .7rem;border-bottom:1px solid var(--line)}
.data tbody:last-child tr:last-child>*{border-bottom:0}
.data thead th{font-weight:600;font-size:.83rem;color:var(--soft);background:var(--sunk);white-space:nowrap}
.data .num{text-align:right;white-space:nowrap}.data .nowrap{white-space:nowrap}
.data tbody th{font-weight:600}
.data .path{overflow-wrap:anywhere;min-width:12rem}
.plan tbody th{text-align:left;min-width:11rem}.plan td ul{margin:0;padding-left:1.1rem}.plan td p{margin:0 0 .3rem}.plan .asks{min-width:18rem}
.matrix{border-collapse:separate;border-spacing:0;font-size:.87rem;line-height:1.3;width:100%}
.matrix th,.matrix td{border-bottom:1px solid var(--line);padding:0}
.matrix tbody tr:last-child>*{border-bottom:0}
.matrix thead th{background:var(--sunk);font-weight:600;padding:.4rem .35rem;position:sticky;top:0;z-index:2}
.matrix thead tr+tr th{top:2.05rem;font-weight:400;color:var(--soft);font-size:.78rem;padding:.1rem}
.matrix thead .seat{border-left:1px solid var(--line);white-space:nowrap;padding:.4rem .6rem;height:2.05rem}
.matrix tbody th{text-align:left;font-weight:400;padding:.3rem .6rem;position:sticky;left:0;background:var(--card);z-index:1;min-width:15rem}
.matrix tbody th .t{color:var(--ink)}
.matrix tbody th a{white-space:nowrap}
.matrix td.state{padding:.3rem .6rem;white-space:nowrap;color:var(--soft)}
.matrix td.v{text-align:center;min-width:1.75rem;padding:.14rem .08rem}
.matrix .first{border-left:1px solid var(--line)}
.sign{display:inline-block;width:1.5rem;line-height:1.5rem;border-radius:4px;font-weight:700;text-align:center}
.sign.raised{color:var(--accent)}.sign.for{color:var(--good);background:var(--good-tint)}.sign.against{color:var(--bad);background:var(--bad-tint)}.sign.none{color:var(--soft)}.sign.silent{color:var(--warning);background:var(--warning-tint)}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.1rem;font-size:.85rem;color:var(--soft);margin:.6rem 0 0;padding:0;list-style:none}.legend li{margin:0}
.lanes{background:var(--card);border:1px solid var(--line);border-radius:6px;padding:.7rem 1rem .5rem;margin:0 0 1.2rem}
.lane{display:grid;grid-template-columns:8.5rem 1fr;align-items:center}
.lane .who{font-size:.9rem;padding-right:.8rem;line-height:1.25}
.lane svg{display:block;width:100%;height:2rem;overflow:hidden}
.lane svg.axis{height:1.3rem}
svg .grid{stroke:var(--line)}svg .run{fill:var(--bar)}svg .lost{fill:var(--bad-tint);stroke:var(--bad)}
svg text{font-size:11.5px;fill:var(--soft);font-family:inherit}svg .on{fill:var(--bar-ink)}svg .off{fill:var(--bad)}
.money{width:5.5rem;height:.55rem;display:inline-block;vertical-align:middle}.money rect{fill:var(--bar)}
.two{display:grid;grid-template-columns:repeat(auto-fit,minmax(19rem,1fr));gap:1rem 2rem}
dl.facts{display:grid;grid-template-columns:max-content 1fr;gap:.3rem 1.2rem;margin:.6rem 0 1.4rem;font-size:.93rem}
dl.facts dt{color:var(--soft)}dl.facts dd{margin:0;min-width:0}
details.fold{margin:1rem 0}details.fold>summary{cursor:pointer;color:var(--accent);padding:.2rem 0}
footer{margin-top:4rem;padding-bottom:3rem;color:var(--soft);font-size:.87rem}
footer p{border-top:1px solid var(--line);padding-top:1rem}
`;

const NARROW = `
@media (max-width:40rem){
body{font-size:15.5px}
main,.masthead,footer{padding-left:1rem;padding-right:1rem}
.masthead{padding-top:1.5rem}
h2{margin-top:2.6rem;font-size:1.4rem}
.figures{grid-template-columns:1fr 1fr}.figures dd{font-size:1.4rem}.figures dd.words{font-size:1.1rem;line-height:1.6}
.card summary,.inside{padding-left:.85rem;padding-right:.85rem}
.lane{grid-template-columns:1fr}.lane .who{padding:.25rem 0 .1rem}
.matrix tbody th{min-width:0}.matrix tbody th .t{display:none}
dl.facts{grid-template-columns:1fr;gap:0 0}dl.facts dd{margin-bottom:.5rem}
}
@media print{
body{font-size:10.5pt;background:#fff}
.filter,nav,.skip{display:none}
.scroll,.scroll.tall,pre{max-height:none;overflow:visible}
details::details-content{display:block;content-visibility:visible;block-size:auto}
.card summary::after{display:none}
figure,.words>li,.data tr,.matrix tr{break-inside:avoid}h2,h3,h4{break-after:avoid}
.matrix thead th,.matrix tbody th{position:static}
a{color:inherit;text-decoration:none}
}
`;

export const STYLE = [
  `:root{color-scheme:light dark;${variables(LIGHT)}}`,
  `@media screen and (prefers-color-scheme:dark){:root{${variables(DARK)}}}`,
  BASE,
  HEAD,
  FINDINGS,
  TABLES,
  NARROW,
].join('');
