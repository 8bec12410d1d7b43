/** The folder of the sources. */
export const SOURCES: string;
/** Where the bundle lies: the service and its packages in one file, and what it was made of. */
export const BUNDLE_FOLDER: string;
/** The file of a bundle that starts the service. */
export const ENTRY: string;
/** The file of a bundle that states what it was made of, written last. */
export const STATED: string;
/** The files below a folder with their sizes, a line each. */
export function statedSources(sources: string): string;
/** Whether there is a bundle of the sources as they are: of the same files, of which none was changed since its making began. */
export function bundleIsFresh(folder: string, sources: string): boolean;
