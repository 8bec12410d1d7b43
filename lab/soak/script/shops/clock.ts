const BEGINNING = Date.parse('2026-01-01T00:00:00Z');

/** Where the time of the connected shops begins. */
export const SHOPS_BEGIN = new Date(BEGINNING).toISOString();

/** The time of a simulated shop: a second later at each look, so that no two of its changes are of one second. */
export function scriptClock(): () => Date {
  let looks = 0;
  return () => {
    looks += 1;
    return new Date(BEGINNING + looks * 1_000);
  };
}
