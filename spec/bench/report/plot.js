/** Draws the lines of growth as SVG: a small panel for each, both axes logarithmic, readable in light and dark mode. */
import { CLIENTS } from '../runner/clients.js';
import { GROWTH } from '../runner/growth.js';

const PANEL = { width: 300, height: 190, left: 44, right: 12, top: 30, bottom: 30 };
const COLUMNS = 2;
const LEGEND = 56;

const STYLE = `
text { font: 11px system-ui, sans-serif; fill: #333 }
.title { font-weight: 600 }
.grid { stroke: #8884; stroke-width: 1 }
.line { fill: none; stroke-width: 2; stroke-linejoin: round }
.limit { stroke: #777; fill: #777 } .limit-cork { stroke: #b08800; fill: #b08800 }
.limit-waits { stroke: #b08800; fill: #b08800 }
.beam-chat { stroke: #0969da; fill: #0969da } .beam-chat-observable { stroke: #1a7f37; fill: #1a7f37 }
.beam-chat-initial-0 { stroke: #1a7f37; fill: #1a7f37 }
.mixer-ws8 { stroke: #bc4c00; fill: #bc4c00 } .rxjs-websocket { stroke: #8250df; fill: #8250df }
.rpc-client { stroke: #0969da; fill: #0969da }
path.line { fill: none }
@media (prefers-color-scheme: dark) {
text { fill: #ccc }
.limit { stroke: #999; fill: #999 } .limit-cork { stroke: #d4a72c; fill: #d4a72c }
.limit-waits { stroke: #d4a72c; fill: #d4a72c }
.beam-chat { stroke: #58a6ff; fill: #58a6ff } .beam-chat-observable { stroke: #3fb950; fill: #3fb950 }
.beam-chat-initial-0 { stroke: #3fb950; fill: #3fb950 }
.rpc-client { stroke: #58a6ff; fill: #58a6ff }
.mixer-ws8 { stroke: #f0883e; fill: #f0883e } .rxjs-websocket { stroke: #bc8cff; fill: #bc8cff }
}`.trim();

const escaped = text => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const n = value => Number(value.toFixed(1));

/** Powers of ten around the values. */
const decades = values => {
  const from = Math.floor(Math.log10(Math.min(...values)) + 1e-9);
  const to = Math.max(from + 1, Math.ceil(Math.log10(Math.max(...values)) - 1e-9));
  return Array.from({ length: to - from + 1 }, (_, i) => 10 ** (from + i));
};

const short = value => {
  if (value >= 1e3) return `${value / 1e3}k`;
  return String(Number(value.toPrecision(1)));
};

const scale = (ticks, from, to) => {
  const low = Math.log10(ticks[0]);
  const high = Math.log10(ticks.at(-1));
  return value => n(from + ((Math.log10(value) - low) / (high - low)) * (to - from));
};

const panel = ([name, lines], at) => {
  const { width, height, left, right, top, bottom } = PANEL;
  const points = Object.values(lines).flat();
  const across = decades(points.map(([x]) => x));
  const up = decades(points.map(([, y]) => y));
  const x = scale(across, left, width - right);
  const y = scale(up, height - bottom, top);
  const grid = [
    ...up.map(tick => `<path class="grid" d="M${left} ${y(tick)}H${width - right}"/>`),
    ...up.map(tick => `<text x="${left - 6}" y="${y(tick) + 4}" text-anchor="end">${short(tick)}</text>`),
    ...across.map(
      tick => `<text x="${x(tick)}" y="${height - bottom + 16}" text-anchor="middle">${short(tick)}</text>`,
    ),
  ];
  const drawn = Object.entries(lines)
    .filter(([, line]) => line.length > 0)
    .map(([client, line]) => {
      const d = line.map(([px, py], i) => `${i === 0 ? 'M' : 'L'}${x(px)} ${y(py)}`).join('');
      const dots = line.map(([px, py]) => `<circle class="${client}" cx="${x(px)}" cy="${y(py)}" r="2.5"/>`).join('');
      return `<path class="line ${client}" d="${d}"/>${dots}`;
    });
  const [column, row] = [at % COLUMNS, Math.floor(at / COLUMNS)];
  const { says, unit } = GROWTH[name];
  const title = `<text class="title" x="8" y="16">${escaped(`${says}, ${unit}`)}</text>`;
  return `<g transform="translate(${column * (width + 60)} ${row * height})">${[title, ...grid, ...drawn].join('\n')}</g>`;
};

/** Clients of the lines of growth only. */
const OTHERS = { 'beam-chat-initial-0': 'BeamChat, backoff initial 0', 'limit-waits': 'ws, with our waits' };
const named = client => OTHERS[client] ?? CLIENTS[client];

const legend = (clients, top) =>
  clients
    .map((client, i) => {
      const [px, py] = [8 + (i % 3) * 230, top + Math.floor(i / 3) * 18];
      return `<circle class="${client}" cx="${px + 4}" cy="${py}" r="4"/><text x="${px + 14}" y="${py + 4}">${escaped(named(client))}</text>`;
    })
    .join('\n');

export const plot = growth => {
  const panels = Object.entries(growth).filter(([, lines]) => Object.values(lines).flat().length > 0);
  const clients = [...new Set(panels.flatMap(([, lines]) => Object.keys(lines)))];
  const width = COLUMNS * (PANEL.width + 60);
  const body = Math.ceil(panels.length / COLUMNS) * PANEL.height;
  const parts = [...panels.map(panel), legend(clients, body + 12)];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${body + LEGEND}" role="img">
<title>Cost over number</title>
<style>${STYLE}</style>
${parts.join('\n')}
</svg>
`;
};
