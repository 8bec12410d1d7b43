import { existsSync } from 'node:fs';
import { BUNDLE_FOLDER, bundleIsFresh, SOURCES } from '../src/bundle.js';
import { MAIN, makeBundle } from './make-bundle.ts';

try {
  // A service that runs from the one that there is still loads parts of it. After an install it is made anew: packages may be others.
  const stands = process.argv.includes('--if-stale') && bundleIsFresh(BUNDLE_FOLDER, SOURCES);
  // Where an image is built, packages are installed before the sources are there.
  if (!stands && existsSync(MAIN)) await makeBundle(BUNDLE_FOLDER);
} catch (error) {
  if (!process.argv.includes('--if-possible')) throw error;
  console.warn('Without a bundle tillbridge starts from its sources, which takes longer:', error);
}
