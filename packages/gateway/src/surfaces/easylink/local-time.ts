/** Times were observed with the offset of Jakarta, where EasyLink is. */
const UTC_OFFSET = '+07:00';
const UTC_OFFSET_MILLISECONDS = 7 * 3_600_000;

/** `2025-10-16T15:33:02+07:00`. */
export function localTime(milliseconds: number): string {
  return `${localIso(milliseconds).slice(0, 19)}${UTC_OFFSET}`;
}

/** `20251016`. */
export function localDate(milliseconds: number): string {
  return localIso(milliseconds).slice(0, 10).replaceAll('-', '');
}

function localIso(milliseconds: number): string {
  return new Date(milliseconds + UTC_OFFSET_MILLISECONDS).toISOString();
}
