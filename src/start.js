import { enableCompileCache } from 'node:module';
import path from 'node:path';

// In JavaScript, since one file of TypeScript is enough for Node to load the compiler that strips types, 18 MB of it: what that made of all the
// others is in the cache after the first start. Where nothing can be written, each start compiles anew.
enableCompileCache(path.join(import.meta.dirname, '..', 'node_modules', '.cache', 'tillbridge'));

await import('./main.ts');
