import { mean, standardDeviation } from '@tomoni/statistics';
import type { ArmState, PageState } from './page-state.js';
import { standingText } from './standing-text.js';

/** Seconds after which a page of a running study loads itself again. */
const refresh = 3;

/** A page that needs nothing but itself. */
export function pageHtml(state: PageState, at: Date): string {
  const { study, standing, ending } = state;
  const share = standing.total === undefined ? 0 : standing.finished / Math.max(1, standing.total);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
${ending === 'running' ? `<meta http-equiv="refresh" content="${refresh}">` : ''}
<title>${escapeHtml(study)}: ${escapeHtml(standingText(standing))}</title>
<style>
body { font: 15px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1c1c1e; background: #fff; }
table { border-collapse: collapse; width: 100%; margin: 0.5rem 0 1.5rem; }
th, td { text-align: left; padding: 0.25rem 0.75rem 0.25rem 0; border-bottom: 1px solid #e2e2e6; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; }
progress { width: 100%; height: 1rem; accent-color: #2b6cb0; }
.failed { color: #b3261e; }
small { color: #6a6a70; }
@media (prefers-color-scheme: dark) { body { color: #ececf0; background: #17171a; } th, td { border-color: #34343a; } }
</style>
</head>
<body>
<h1>${escapeHtml(study)}</h1>
<progress value="${share.toFixed(4)}" max="1"></progress>
<p>${escapeHtml(endingText(state))} <small>${escapeHtml(state.executor)}; ${at.toISOString()}</small></p>
${runningTable(state)}
${armTable(state.arms)}
${failureTable(state)}
${state.notices.length === 0 ? '' : `<h2>Notices</h2><ul>${state.notices.map((notice) => `<li>${escapeHtml(notice)}</li>`).join('')}</ul>`}
</body>
</html>
`;
}

function endingText({ ending, standing, reason }: PageState): string {
  const text = standingText(standing);
  if (ending === 'done') return `Done: ${text}.`;
  return ending === 'stopped' ? `Stopped: ${text}. ${reason}` : `${text}.`;
}

function runningTable({ running, ending }: PageState): string {
  if (running.size === 0 || ending !== 'running') return '';
  const rows = Array.from(
    running.values(),
    ({ trial, worker, fraction }) =>
      `<tr><td>${escapeHtml(trial.arm)}</td><td class="number">${trial.seed}</td><td class="number">${trial.fold ?? ''}</td><td><progress value="${fraction.toFixed(3)}" max="1"></progress></td><td><small>${escapeHtml(worker)}</small></td></tr>`,
  );
  return `<h2>Under way</h2><table><tr><th>arm</th><th class="number">seed</th><th class="number">fold</th><th></th><th>worker</th></tr>${rows.join('')}</table>`;
}

function armTable(arms: ReadonlyMap<string, ArmState>): string {
  if (arms.size === 0) return '';
  const rows = Array.from(
    arms,
    ([name, { done, failed, values }]) =>
      `<tr><td>${escapeHtml(name)}</td><td class="number">${done}</td><td class="number${failed > 0 ? ' failed' : ''}">${failed}</td><td class="number">${spreadText(values)}</td></tr>`,
  );
  return `<h2>Trials of this session</h2><table><tr><th>arm</th><th class="number">done</th><th class="number">failed</th><th class="number">score on the part that selects</th></tr>${rows.join('')}</table>`;
}

function spreadText(values: readonly number[]): string {
  if (values.length === 0) return '';
  const centre = mean(values).toFixed(4);
  return values.length === 1 ? centre : `${centre} ± ${standardDeviation(values).toFixed(4)}`;
}

function failureTable({ failures }: PageState): string {
  if (failures.length === 0) return '';
  const rows = failures.map(
    ({ trial, message }) =>
      `<tr><td>${escapeHtml(trial.id)}</td><td class="failed">${escapeHtml(message)}</td></tr>`,
  );
  return `<h2>Failed</h2><table><tr><th>trial</th><th>error</th></tr>${rows.join('')}</table>`;
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
