/** Plain SVG charts: horizontal bars with min and max whiskers, and latency percentiles. */

const FONT = 'font-family="system-ui, sans-serif" font-size="12"';
const INK = '#1f2933';
const GRID = '#d9e2ec';
const WIDTH = 860;
const LABEL_WIDTH = 300;
const VALUE_WIDTH = 90;
const ROW_HEIGHT = 26;
const TOP = 44;
const PLOT_WIDTH = WIDTH - LABEL_WIDTH - VALUE_WIDTH;

export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  /** What stands beside the bar. */
  readonly text: string;
}

function escapeXml(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function text(x: number, y: number, content: string, attributes = ''): string {
  return `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${FONT} fill="${INK}" ${attributes}>${escapeXml(content)}</text>`;
}

function line(x1: number, y1: number, x2: number, y2: number, stroke: string): string {
  const points = `x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}"`;
  return `<line ${points} stroke="${stroke}"/>`;
}

function page(title: string, height: number, body: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" role="img">`,
    `<title>${escapeXml(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    text(12, 24, title, 'font-weight="600"'),
    ...body,
    '</svg>',
    '',
  ].join('\n');
}

/** One bar per entry, from 0 to the largest maximum. */
export function barChart(title: string, bars: readonly Bar[]): string {
  const largest = Math.max(...bars.map(({ max, value }) => Math.max(max, value)), Number.MIN_VALUE);
  const x = (value: number) => LABEL_WIDTH + (PLOT_WIDTH * value) / largest;
  const body = bars.flatMap(({ label, value, min, max, text: beside }, row) => {
    const y = TOP + row * ROW_HEIGHT;
    const middle = y + ROW_HEIGHT / 2;
    return [
      text(LABEL_WIDTH - 8, middle + 4, label, 'text-anchor="end"'),
      `<rect x="${LABEL_WIDTH}" y="${y + 4}" width="${(x(value) - LABEL_WIDTH).toFixed(1)}" height="${ROW_HEIGHT - 8}" fill="#3e7cb1"/>`,
      line(x(min), middle, x(max), middle, INK),
      line(x(min), middle - 4, x(min), middle + 4, INK),
      line(x(max), middle - 4, x(max), middle + 4, INK),
      text(x(max) + 6, middle + 4, beside),
    ];
  });
  return page(title, TOP + bars.length * ROW_HEIGHT + 16, body);
}

export interface LatencyLine {
  readonly label: string;
  /** Microseconds, in the order of `PERCENTILES`. */
  readonly valuesUs: readonly number[];
}

const PERCENTILES = ['p50', 'p90', 'p99', 'p99.9', 'max'] as const;

const COLOURS = ['#3e7cb1', '#b1593e', '#3eb17c', '#8a3eb1', '#b1a03e', '#555555'];
const CHART_HEIGHT = 280;

/** Latency by percentile on a logarithmic axis, one line per entry. */
export function latencyChart(title: string, lines: readonly LatencyLine[]): string {
  const values = lines.flatMap(({ valuesUs }) => valuesUs).filter((value) => value > 0);
  const lowest = Math.floor(Math.log10(Math.min(...values, 10)));
  const highest = Math.max(lowest + 1, Math.ceil(Math.log10(Math.max(...values, 10))));
  const left = 80;
  const plotWidth = WIDTH - left - 40;
  const bottom = TOP + CHART_HEIGHT;
  const x = (position: number) => left + (plotWidth * position) / (PERCENTILES.length - 1);
  const y = (us: number) => {
    const share = (Math.log10(Math.max(us, 10 ** lowest)) - lowest) / (highest - lowest);
    return bottom - CHART_HEIGHT * share;
  };
  const body: string[] = [];
  for (let decade = lowest; decade <= highest; decade++) {
    body.push(line(left, y(10 ** decade), WIDTH - 40, y(10 ** decade), GRID));
    body.push(text(left - 8, y(10 ** decade) + 4, microseconds(10 ** decade), 'text-anchor="end"'));
  }
  PERCENTILES.forEach((percentile, position) => {
    body.push(text(x(position), bottom + 18, percentile, 'text-anchor="middle"'));
  });
  lines.forEach(({ label, valuesUs }, index) => {
    const colour = COLOURS[index % COLOURS.length] ?? INK;
    const points = valuesUs.map((us, position) => `${x(position).toFixed(1)},${y(us).toFixed(1)}`);
    body.push(
      `<polyline points="${points.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
    );
    const legendY = bottom + 42 + index * 18;
    body.push(line(left, legendY - 4, left + 24, legendY - 4, colour));
    body.push(text(left + 32, legendY, label));
  });
  return page(title, bottom + 52 + lines.length * 18, body);
}

function microseconds(us: number): string {
  return us >= 1000 ? `${us / 1000} ms` : `${us} µs`;
}
