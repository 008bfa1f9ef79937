import { neutral } from '../theme/colors.js';
import { fontFamily, monospaceFamily } from '../theme/style.js';

const colors = (shade: 'light' | 'dark') =>
  Object.entries(neutral)
    .map(([name, color]) => `--${name}:${color[shade]};`)
    .join('');

/** The style of the page: light or dark as the screen is, light in print. */
export const reportStyle = `
:root{color-scheme:light dark;${colors('light')}}
@media screen and (prefers-color-scheme:dark){:root{${colors('dark')}}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.6 ${fontFamily};-webkit-text-size-adjust:100%}
main{max-width:1000px;margin:0 auto;padding:48px 24px 72px}
h1{font-size:28px;line-height:1.25;letter-spacing:-.01em;margin:0 0 8px;text-wrap:balance}
h2{font-size:20px;line-height:1.3;margin:48px 0 12px;padding-top:16px;border-top:1px solid var(--rule)}
h3{font-size:16px;line-height:1.4;margin:32px 0 8px}
li{margin:4px 0;max-width:68ch;overflow-wrap:anywhere}
p{margin:12px 0;max-width:70ch;overflow-wrap:anywhere}
nav{margin:8px 0 0;font-size:14px}
nav a{display:inline-block;color:var(--muted);margin-right:16px}
.scroll{overflow-x:auto;margin:20px 0}
table{border-collapse:collapse;font-size:13.5px;font-variant-numeric:tabular-nums;line-height:1.45}
caption{text-align:left;font-weight:600;padding:0 0 8px}
th,td{padding:7px 16px 7px 0;text-align:left;white-space:nowrap;border-bottom:1px solid var(--grid)}
thead th{white-space:normal;vertical-align:bottom;color:var(--muted);font-weight:600;border-bottom:1.5px solid var(--rule)}
th:last-child,td:last-child{padding-right:0}
tbody th{font-weight:500;white-space:normal;min-width:10em}
.right{text-align:right}
.note{margin:6px 0;font-size:13px;color:var(--muted)}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 24px;margin:20px 0;font-size:14px;font-variant-numeric:tabular-nums}
dt{color:var(--muted)}
dd{margin:0;overflow-wrap:anywhere}
figure{margin:24px 0;overflow-x:auto}
figure svg,figure img{display:block;max-width:100%;border:1px solid var(--grid);border-radius:6px}
figcaption{margin-top:8px;font-size:13px;color:var(--muted);max-width:80ch}
pre{background:var(--panel);border:1px solid var(--grid);border-radius:6px;padding:14px 16px;overflow-x:auto;font:13px/1.5 ${monospaceFamily}}
@media (max-width:700px){figure svg{max-width:none!important}}
@media (max-width:560px){dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:8px}main{padding:24px 16px}}
@media print{main{max-width:none;padding:0}h2,h3{break-after:avoid}figure,table,pre,dl{break-inside:avoid}.scroll,figure,pre{overflow:visible}pre{white-space:pre-wrap}nav{display:none}th,td{white-space:normal}}
`;
