import type { Recorder } from "../recorder";
import type { Tenant } from "../world/tenant";
import { backloggedShares } from "./backlogged-shares";

const WIDTH = 960;
const HEIGHT = 480;
const PLOT = { left: 60, top: 50, width: 660, height: 370 };
/** Told apart by most people who see colours differently (Okabe and Ito). */
const COLOURS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000", "#8a7f00"];
const WINDOWS = 60;

/** Each tenant's part of the agent-seconds over time, those with the most of them, and dashed what its weight says. */
export function shareChart(title: string, { samples }: Recorder): string {
  const last = samples.at(-1);
  const ranked = [...(last?.served ?? [])].sort((a, b) => b[1] - a[1]).slice(0, COLOURS.length);
  const tenants = ranked.map(([tenant]) => tenant);
  const step = Math.max(1, Math.ceil(samples.length / WINDOWS));
  const kept = samples.filter((_, i) => i % step === 0);
  const end = kept.at(-1)?.at ?? 1;
  const x = (at: number) => PLOT.left + (PLOT.width * at) / Math.max(end, 1);
  const y = (part: number) => PLOT.top + PLOT.height * (1 - part);
  const lines = tenants.map((tenant, i) => {
    const points = kept.slice(1).map(({ at, served }, j) => {
      const before = kept[j]?.served ?? new Map<Tenant, number>();
      return `${x(at).toFixed(1)},${y(shareOf(tenant, before, served)).toFixed(1)}`;
    });
    return `<polyline fill="none" stroke="${COLOURS[i]}" stroke-width="2" points="${points.join(" ")}"/>`;
  });
  const backlogged = backloggedShares(samples);
  const all = [...(last?.served.values() ?? [])].reduce((sum, seconds) => sum + seconds, 0);
  const due = tenants.map((tenant, i) => {
    const share = backlogged.get(tenant);
    if (!share) return "";
    const at = y(share.dueSeconds / all).toFixed(1);
    return `<line x1="${PLOT.left}" x2="${PLOT.left + PLOT.width}" y1="${at}" y2="${at}" stroke="${COLOURS[i]}" stroke-dasharray="4 4" opacity="0.6"/>`;
  });
  const legend = tenants.map((tenant, i) => {
    const at = PLOT.top + 12 + 22 * i;
    const left = PLOT.left + PLOT.width + 20;
    return `<rect x="${left}" y="${at - 10}" width="14" height="14" fill="${COLOURS[i]}"/><text x="${left + 22}" y="${at + 2}">${escapeText(tenant.id)}, weight ${tenant.terms.weight}</text>`;
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="13">`,
    `<title>${escapeText(title)}</title><rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    `<text x="${PLOT.left}" y="28" font-size="16">${escapeText(title)}</text>`,
    ...[0, 0.25, 0.5, 0.75, 1].map((part) => gridLine(part, y(part))),
    ...[0, 0.25, 0.5, 0.75, 1].map((part) => timeMark(part * end, x(part * end))),
    ...due,
    ...lines,
    ...legend,
    `<text x="${PLOT.left}" y="${HEIGHT - 8}">Part of all agent-seconds over time; dashed: what was due in all to those backlogged for long.</text>`,
    "</svg>",
  ].join("\n");
}

function shareOf(
  tenant: Tenant,
  before: ReadonlyMap<Tenant, number>,
  after: ReadonlyMap<Tenant, number>,
): number {
  const had = (one: Tenant) => (after.get(one) ?? 0) - (before.get(one) ?? 0);
  const all = [...after.keys()].reduce((sum, one) => sum + had(one), 0);
  return all > 0 ? had(tenant) / all : 0;
}

function gridLine(part: number, at: number): string {
  return `<line x1="${PLOT.left}" x2="${PLOT.left + PLOT.width}" y1="${at}" y2="${at}" stroke="#dddddd"/><text x="${PLOT.left - 8}" y="${at + 4}" text-anchor="end">${100 * part} %</text>`;
}

function timeMark(seconds: number, at: number): string {
  return `<text x="${at.toFixed(1)}" y="${PLOT.top + PLOT.height + 18}" text-anchor="middle">${seconds.toFixed(0)} s</text>`;
}

function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
