// Wall clocks by Intl: what a zone's clock shows at an instant.

/** The parts of a zone's wall clock at `at` (µs). */
function parts(at: number, zone: string): Record<string, string> {
  const format = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  return Object.fromEntries(format.formatToParts(new Date(at / 1000)).map(({ type, value }) => [type, value]));
}

/** As a datetime-local field wants it: 2026-11-13T14:02:00. */
export function field(at: number, zone: string): string {
  const { year, month, day, hour, minute, second } = parts(at, zone);
  return `${year}-${month}-${day}T${hour}:${minute}:${second}`;
}

/** How far the zone's clock is ahead of UTC at `at`, in µs. */
export function offset(at: number, zone: string): number {
  return Date.parse(`${field(at, zone)}Z`) * 1000 - Math.floor(at / 1e6) * 1e6;
}

/** 14:02, 14:02:05 or 13 Nov, by how fine `step` (µs) is; with `dated` 13 Nov 14:02. */
export function label(at: number, step: number, zone: string, language: string, dated = false): string {
  const day = dated || step >= 86_400e6 ? { month: "short", day: "numeric" } as const : {};
  const time = step < 86_400e6 ? { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const : {};
  const fine = step < 60e6 ? { second: "2-digit" } as const : {};
  const show = (parts: Intl.DateTimeFormatOptions): string => new Intl.DateTimeFormat(language, { timeZone: zone, ...parts }).format(new Date(at / 1000));
  return dated && step < 86_400e6 ? `${show(day)} ${show({ ...time, ...fine })}` : show({ ...day, ...time, ...fine });
}

/** A stretch of time in words: 13 Nov 14:02:05 – 14:20:00. */
export function stretch(from: number, to: number, zone: string, language: string): string {
  const format = new Intl.DateTimeFormat(language, { timeZone: zone, month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZoneName: "short" });
  return format.formatRange(new Date(from / 1000), new Date(to / 1000));
}
