import './refuse-old-node.js';
// By no name: one that an old Node does not have would end it before the refusal.
import module from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { BUNDLE_FOLDER, bundleIsFresh, ENTRY, SOURCES } from './bundle.js';

// In JavaScript, since one file of TypeScript is enough for Node to load the compiler that strips types, 18 MB of it: what that made of all the
// others is in the cache after the first start. Where nothing can be written, each start compiles anew.
module.enableCompileCache(path.join(SOURCES, '..', 'node_modules', '.cache', 'tillbridge'));

// 1,700 modules take longer to find and to link than to run, and more memory. Without a bundle of these very sources they do it all the same.
const bundled = bundleIsFresh(BUNDLE_FOLDER, SOURCES);
const { started } = await import(bundled ? pathToFileURL(path.join(BUNDLE_FOLDER, ENTRY)).href : './main.ts');
await started;

// The end of the process would write it too, but not that of one that is killed.
module.flushCompileCache();
