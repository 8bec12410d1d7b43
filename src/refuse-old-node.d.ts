/** The sentence for whoever starts on this version of Node, as `process.version` has it; null where it runs the sources. */
export function complaintAbout(version: string): string | null;
