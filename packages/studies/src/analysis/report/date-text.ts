/** A moment in ISO 8601 to the minute, as in `2026-01-02 15:04 UTC`. */
export function dateText(moment: string): string {
  return moment.replace(/T(\d\d:\d\d).*Z$/, ' $1 UTC');
}
