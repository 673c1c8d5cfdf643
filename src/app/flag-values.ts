/** Values of command-line flags on their way to the settings schema. */

/** A number, or the text itself for the settings schema to refuse by name. */
export function numberOf(text: string | undefined): number | string | undefined {
  if (text === undefined) return undefined;
  return text.trim() === '' || Number.isNaN(Number(text)) ? text : Number(text);
}
