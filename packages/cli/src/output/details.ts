/** Names and values, one a line, aligned. Values that are undefined are left out. Ends with a newline. */
export function detailLines(
  details: readonly (readonly [name: string, value: string | undefined])[],
): string {
  const width = Math.max(...details.map(([name]) => name.length));
  return details
    .flatMap(([name, value]) => (value === undefined ? [] : [`${name.padEnd(width)}  ${value}\n`]))
    .join('');
}
