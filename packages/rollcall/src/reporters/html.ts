import type { Finding } from '../model/finding.ts';
import type { CheckReport, DiffReport, FailureReport } from '../model/report.ts';
import { bySeverity } from './alike.ts';
import { escapeText } from './escape.ts';
import { createPlaces, place, type ShownPlace, siblingsOf } from './finding-places.ts';
import type { ReportContext } from './formats.ts';
import { counted } from './paint.ts';
import { partNotChecked, verdictOf, writeRest, writeVerdict } from './report-words.ts';

/** Nothing is loaded and nothing runs. https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Content-Security-Policy */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1c2024, #e6e8ea); --soft: light-dark(#5b6570, #a3adb8); --line: light-dark(#d5dae0, #3a424b);
  --paper: light-dark(#ffffff, #16191d); --box: light-dark(#f4f6f8, #1f242a); --error: light-dark(#b3261e, #ff8a80); --warning: light-dark(#7a4f00, #f2c14e); --good: light-dark(#1b6e3c, #7bd89a); }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 64rem; padding: 2rem 1rem 4rem; background: var(--paper); color: var(--ink); font: 1rem/1.55 system-ui, sans-serif; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .5rem; overflow-wrap: anywhere; }
h3 { font-size: 1rem; margin: 0; overflow-wrap: anywhere; }
p { margin: .4rem 0; max-width: 75ch; overflow-wrap: anywhere; }
.verdict { font-size: 1.1rem; font-weight: 600; }
.findings { color: var(--error); } .incomplete { color: var(--warning); } .clean { color: var(--good); }
.soft { color: var(--soft); }
article { border: 1px solid var(--line); border-left: .3rem solid var(--line); border-radius: .3rem; padding: .8rem 1rem; margin: .8rem 0; }
article.error { border-left-color: var(--error); } article.warning { border-left-color: var(--warning); }
.level { font-weight: 700; } .error .level { color: var(--error); } .warning .level { color: var(--warning); }
pre { background: var(--box); border-radius: .3rem; padding: .6rem .8rem; margin: .5rem 0; overflow-x: auto; font: .85rem/1.5 ui-monospace, monospace; }
code { font: .9em ui-monospace, monospace; overflow-wrap: anywhere; }
nav ul { padding-left: 1.2rem; } a { color: inherit; }
summary { cursor: pointer; } summary:focus-visible, a:focus-visible, pre:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
`;

/** A report as one page that needs no network and runs no script. */
export function writeHtml(report: CheckReport | DiffReport, { tool }: ReportContext): string {
  const live = report.findings.filter(({ suppressed }) => suppressed === null);
  const services = [...new Set(live.map(({ service }) => service))];
  const placesOf = createPlaces(report);
  return page([
    '<header>',
    '<h1>Rollcall</h1>',
    `<p class="verdict ${verdictOf(report)}">${escapeHtml(writeVerdict(report))}</p>`,
    ...('against' in report
      ? [
          `<p>What this change breaks, compared with <code>${escapeHtml(report.against.ref)}</code> at <code>${escapeHtml(report.against.commit.slice(0, 9))}</code>.</p>`,
        ]
      : []),
    `<p class="soft">Rollcall ${escapeHtml(tool)}${report.facts.commit === null ? '' : `, commit ${escapeHtml(report.facts.commit.slice(0, 9))}`}, ${escapeHtml(counted(report.coverage.files, 'file'))} read.</p>`,
    '</header>',
    ...navigation(services),
    '<main>',
    ...services.map((service, i) =>
      serviceSection(
        service,
        i,
        live.filter((finding) => finding.service === service),
        placesOf,
      ),
    ),
    ...suppressedSection(report.findings),
    ...notCheckedSection(report),
    '</main>',
  ]);
}

/** A run that ended before it could tell anything. */
export function failureHtml({ what, fix, details }: FailureReport): string {
  const told = [what, ...details, fix].map((line) => `<p>${escapeHtml(line)}</p>`);
  return page([
    '<main>',
    '<h1>Rollcall</h1>',
    '<p class="verdict findings">Nothing was checked.</p>',
    ...told,
    '</main>',
  ]);
}

function page(parts: readonly string[]): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<title>Rollcall</title>
<style>${STYLE}</style>
</head>
<body>
${parts.join('\n')}
</body>
</html>
`;
}

function navigation(services: readonly (string | null)[]): string[] {
  if (services.length < 2) return [];
  const links = services.map((service, i) => `<li><a href="#service-${i}">${titleOf(service)}</a></li>`);
  return [`<nav aria-label="Services"><ul>${links.join('')}</ul></nav>`];
}

function titleOf(service: string | null): string {
  return service === null ? 'In general' : escapeHtml(service);
}

function serviceSection(
  service: string | null,
  i: number,
  findings: readonly Finding[],
  placesOf: (finding: Finding) => readonly ShownPlace[],
): string {
  const told = bySeverity(findings.filter(({ severity }) => severity !== 'note'));
  const notes = findings.filter(({ severity }) => severity === 'note');
  const listed = notes.map(({ rule, what }) => `<li>${escapeHtml(what)} <code>${escapeHtml(rule)}</code></li>`);
  return [
    `<section aria-labelledby="service-${i}">`,
    `<h2 id="service-${i}">${titleOf(service)}</h2>`,
    ...told.map((finding) => findingArticle(finding, placesOf(finding))),
    ...(notes.length === 0
      ? []
      : [`<details><summary>${counted(notes.length, 'note')}</summary><ul>${listed.join('')}</ul></details>`]),
    '</section>',
  ].join('\n');
}

function findingArticle(finding: Finding, places: readonly ShownPlace[]): string {
  const { severity, rule, name, environment, what, why, fix } = finding;
  const about = [name, environment]
    .flatMap((word) => (word === null ? [] : [`<code>${escapeHtml(word)}</code>`]))
    .join(' ');
  return [
    `<article class="${severity}">`,
    `<h3><span class="level">${severity}</span> ${about} <span class="soft">${escapeHtml(rule)}</span></h3>`,
    `<p>${escapeHtml(what)}</p>`,
    `<p>${escapeHtml(why)}</p>`,
    ...places.map(placeBlock),
    ...siblingsOf(finding).map(
      (span) => `<p><span class="soft">beside</span> <code>${escapeHtml(place(span))}</code></p>`,
    ),
    ...(fix.command === undefined ? [] : [`<p class="soft">fix</p>`, block(fix.command)]),
    '</article>',
  ].join('\n');
}

function placeBlock({ side, span, note, frame }: ShownPlace): string {
  const told = note === '' ? '' : `, ${escapeHtml(note)}`;
  const head = `<p><span class="soft">${side}</span> <code>${escapeHtml(place(span))}</code>${told}</p>`;
  return frame === null ? head : `${head}\n${block(frame)}`;
}

/** What may be wider than the page can be reached and moved by keys. */
function block(text: string): string {
  return `<pre tabindex="0">${escapeHtml(text)}</pre>`;
}

function suppressedSection(findings: readonly Finding[]): string[] {
  const lines = findings.flatMap(({ suppressed, what }) =>
    suppressed ? [`<li>${escapeHtml(what)} <span class="soft">${escapeHtml(suppressed.reason)}</span></li>`] : [],
  );
  return lines.length === 0 ? [] : ['<section>', '<h2>Suppressed</h2>', `<ul>${lines.join('')}</ul>`, '</section>'];
}

function notCheckedSection({ notChecked, complete }: CheckReport): string[] {
  if (notChecked.length === 0) return [];
  const { weighing, told, rest } = partNotChecked(notChecked);
  const lines = [
    ...weighing.map(({ text }) => `<li><strong>May hide a finding:</strong> ${escapeHtml(text)}</li>`),
    ...told.map(({ text }) => `<li>${escapeHtml(text)}</li>`),
    ...(rest.length > 0 ? [`<li>${escapeHtml(writeRest(rest))}</li>`] : []),
  ];
  const close = complete ? [] : ['<p class="incomplete">This report is not complete.</p>'];
  return ['<section>', '<h2>Not checked</h2>', `<ul>${lines.join('')}</ul>`, ...close, '</section>'];
}

function escapeHtml(text: string): string {
  const signs: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  const told = text.split('\n').map(escapeText).join('\n');
  return told.replace(/[&<>"']/g, (sign) => signs[sign] ?? sign);
}
