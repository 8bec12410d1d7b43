#!/usr/bin/env node
import './refuse-old-node.js';

// Read once it is known that this Node can.
await import('./cli.ts');
